"""A comparison as the page draws it: plain data in one language."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from govsim.analysis import Comparison, Effect, case_of, verdict, who
from govsim.dashboard.compare.running import FEWEST, Picture
from govsim.locale import capital
from govsim.measures import PLACE, headline, labels, outcomes_known

# Sentences by how sure they are.
ORDER = ("robust", "most", "chance", "few", "depends", "small", "untold", "same", "unknown")
GROUPS = (
    "schedule:employed", "schedule:home", "schedule:student", "category:local", "category:resettled",
    "category:non_local", "category:foreign", "age:60-69", "age:70+",
)  # fmt: skip
WORKERS, COST, YUAN = "overtime", "cost_hours", "cost_yuan"
BURDENS = ("burden_finance", "burden_staff", "burden_residents", "burden_property")
Shown = dict[str, Any]


@dataclass(frozen=True)
class _Read:
    """A comparison with its effects by option, label and outcome, and the language it is read in."""

    found: Comparison
    effects: Sequence[Mapping[tuple[str, str], Effect]]
    lang: str

    def row(self, label: str, name: str) -> list[Shown | None]:
        """Return an outcome's effect of each option on the place or a group."""
        return [_effect(each.get((label, name))) for each in self.effects]

    def has(self, label: str, name: str) -> bool:
        """Whether an option has such an effect."""
        return any((label, name) in each for each in self.effects)


def shown(picture: Picture, lang: str) -> Shown:
    """Return everything the page draws of a picture."""
    found = picture.found
    assert found is not None
    effects = [{(effect.label, effect.outcome): effect for effect in found.effects[each.id]} for each in found.others]
    read = _Read(found, effects, lang)
    columns = _columns(found)
    return {
        "pairs": picture.pairs, "enough": picture.pairs >= FEWEST, "assumptions": picture.drawn,
        "sentences": _sentences(read) if _settled(picture) else [],
        "forest": [_forest_row(read, picture, name) for name in columns],
        "matrix": _matrix(read, columns), "series": _series(found, lang), "cost": _cost(read), "priced": _priced(read),
        "table": _table(read),
        "changes": [[change[lang] for change in option.changes] for option in found.others],
        "hours": [_plain(option.hours) for option in (found.base, *found.others)],
        "seeds": [min(found.seeds), max(found.seeds)], "fingerprint": found.fingerprint, "version": found.version,
        "start": found.start.isoformat(), "weeks": found.weeks, "residents": found.sizes.get("residents"),
    }  # fmt: skip


def _settled(picture: Picture) -> bool:
    """Whether sentences may be said: all pairs are there, or it was stopped with enough of them."""
    return picture.pairs >= (picture.spec.runs if picture.state == "running" else min(FEWEST, picture.spec.runs))


def _columns(found: Comparison) -> list[str]:
    """Return the primary outcomes, then the other headline ones, that every option has."""
    common = set.intersection(*({effect.outcome for effect in found.of(option.id)} for option in found.others))
    primary = [effect.outcome for effect in found.of(found.others[0].id) if effect.primary]
    return [name for name in dict.fromkeys([*primary, *(each.id for each in headline())]) if name in common]


def _sentences(read: _Read) -> list[Shown]:
    rows = [_sentence(read, number, effect) for number, option in enumerate(read.found.others)
            for effect in read.found.of(option.id) if effect.primary or _is_headline(effect.outcome)]  # fmt: skip
    return sorted(rows, key=lambda row: (not row["primary"], ORDER.index(row["case"])))


def _sentence(read: _Read, number: int, effect: Effect) -> Shown:
    groups = [each for (label, name), each in read.effects[number].items() if name == effect.outcome and label != PLACE]
    return {"option": number, "outcome": effect.outcome, "text": verdict(effect, read.lang), "case": case_of(effect),
            "who": who(effect, groups, read.lang), "side": side(effect), "primary": effect.primary}  # fmt: skip


def _forest_row(read: _Read, picture: Picture, name: str) -> Shown:
    first = read.effects[0][PLACE, name]
    rows = zip(read.row(PLACE, name), picture.differences, strict=True)
    return {
        **_outcome(name, read.lang), "primary": first.primary, "matters": first.matters,
        "rows": [{**(effect or {}), "pairs": [_plain(value) for value in differences[name]]}
                 for effect, differences in rows],
        "groups": [{"name": _label(label, read.lang), "rows": read.row(label, name)}
                   for label in GROUPS if read.has(label, name)],
    }  # fmt: skip


def _matrix(read: _Read, columns: Sequence[str]) -> Shown:
    """Return who gains and who bears: rows of groups, and the workers' own, a cell for each outcome and option."""
    residents = [name if name != WORKERS else "" for name in columns]
    rows = [{"name": _label(label, read.lang), "cells": [_cells(read, label, name) for name in residents]}
            for label in (PLACE, *GROUPS)]  # fmt: skip
    rows = [row for row in rows if any(row["cells"])]
    if WORKERS in columns:
        borne = [_cells(read, PLACE, name) if name == WORKERS else None for name in columns]
        rows.append({"name": {"zh": "一线工作人员", "en": "Front-line workers"}[read.lang], "cells": borne})
    loses = any(effect.better is False and name in columns for each in read.effects
                for (_, name), effect in each.items())  # fmt: skip
    return {"columns": [_outcome(name, read.lang) for name in columns], "rows": rows, "loses": loses}


def _cells(read: _Read, label: str, name: str) -> list[Shown | None] | None:
    return read.row(label, name) if read.has(label, name) else None


def _series(found: Comparison, lang: str) -> list[Shown]:
    """Return the weekly means of each headline outcome, a line for the baseline and each option."""
    charts = []
    for each in headline():
        rows = found.series[found.series["outcome"] == each.id]
        lines = [rows[rows["option"] == option.id].sort_values("date") for option in (found.base, *found.others)]
        charts.append({**_outcome(each.id, lang), "dates": list(lines[0]["date"]),
                       "lines": [[_plain(value) for value in line["value"]] for line in lines]})  # fmt: skip
    return charts


def _cost(read: _Read) -> list[Shown]:
    """Return hours a week by who bears them, and yuan where there is a price, with the difference's interval."""
    names = [name for name in (COST, *((YUAN,) if _priced(read) else ()), *BURDENS) if read.has(PLACE, name)]
    return [{**_outcome(name, read.lang), "rows": read.row(PLACE, name)} for name in names]


def _priced(read: _Read) -> bool:
    """Whether the user has filled in a price of an hour, so that yuan can be told."""
    return any(row is not None and row["base"] is not None for row in read.row(PLACE, YUAN))


def _table(read: _Read) -> list[Shown]:
    """Return every effect on the place, a row for each outcome and option."""
    return [{**_outcome(effect.outcome, read.lang), "option": number, **(_effect(effect) or {})}
            for number, option in enumerate(read.found.others) for effect in read.found.of(option.id)]  # fmt: skip


def _effect(effect: Effect | None) -> Any:
    if effect is None:
        return None
    return {
        "base": _plain(effect.base), "other": _plain(effect.other), "difference": _plain(effect.difference),
        "low": _plain(effect.low), "high": _plain(effect.high), "alow": _plain(effect.assumption_low),
        "ahigh": _plain(effect.assumption_high), "share": _plain(effect.sign_share), "runs": effect.runs,
        "side": side(effect),
    }  # fmt: skip


def side(effect: Effect) -> str:
    """Return whether a change is for the better, for the worse, or neither can be said."""
    return {True: "better", False: "worse", None: "untold"}[effect.better]


def _outcome(name: str, lang: str) -> Shown:
    known = outcomes_known()[name]
    return {"id": name, "name": capital(known.label[lang]), "unit": known.unit[lang], "points": known.points[lang],
            "definition": known.definition[lang], "observable": known.observable}  # fmt: skip


def _label(label: str, lang: str) -> str:
    return {"zh": "全部居民", "en": "All residents"}[lang] if label == PLACE else capital(labels()[label][lang])


def _is_headline(name: str) -> bool:
    return any(each.id == name for each in headline())


def _plain(value: float | None) -> float | None:
    return float(f"{value:.6g}") if value is not None and math.isfinite(value) else None
