"""What can be compared: the shipped places, the measures of each and of the catalogue; what an address asks."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from govsim.dashboard.own.naming import is_own
from govsim.dashboard.own.places import Place
from govsim.dashboard.own.shelf import file_of, own_places
from govsim.dashboard.view import View
from govsim.errors import GovsimError
from govsim.interfaces import Policy
from govsim.locale import capital
from govsim.measures import outcomes_known
from govsim.policies import POLICIES
from govsim.scenario import Scenario, load
from govsim.shipped import scenario_folder

DEFAULT = "demo"
MOST_OPTIONS, MOST_MEASURES, MOST_PRIMARY = 3, 8, 3
RUNS, DRAWS = (5, 10, 20, 40, 80), (0, 16, 64)
_FEWEST, _MOST, _MOST_DRAWS = 2, 200, 128
_OTHER, _WITHOUT = "=", "-"  # before the name of another scenario; before a measure that is left out


@dataclass(frozen=True)
class Spec:
    """A comparison that an address asks for; names that do not exist are told when it is begun.

    `options`: for each its measures (`staggered`, `-self_groups` = without it, `=qiaosi-evening` = another scenario).
    """

    scenario: str
    options: tuple[tuple[str, ...], ...]
    primary: tuple[str, ...]
    runs: int = 20
    draws: int = 0
    matters: tuple[tuple[str, float], ...] = ()
    changes: tuple[tuple[str, str], ...] = ()
    seed: int | None = None

    def which(self, option: tuple[str, ...]) -> str | dict[str, object]:
        """Return an option as `compare` takes it. Raises GovsimError for a scenario that is not there."""
        other = self.other(option)
        return source_of(other) if isinstance(other, str) else other

    def other(self, option: tuple[str, ...]) -> str | dict[str, object]:
        """Return an option as the address says it: the name of another scenario, or changes of the baseline."""
        if len(option) == 1 and option[0].startswith(_OTHER):
            return option[0].removeprefix(_OTHER)
        return {f"policies.{name.removeprefix(_WITHOUT)}.on": not name.startswith(_WITHOUT) for name in option}

    @property
    def every(self) -> dict[str, object]:
        """The changes of the baseline and all options."""
        return {**dict(self.changes), **({} if self.seed is None else {"run.seed": self.seed})}


def spec_of(view: View) -> Spec:
    """Return what the address asks to compare; where it says nothing, the place's first measure, its own outcomes."""
    scenario = view.get("scenario") or DEFAULT
    asked = [_names(text) for text in view.every("option")[:MOST_OPTIONS]]
    options = tuple(option for option in asked if option)
    return Spec(
        scenario=scenario, options=options or (_first(scenario),),
        primary=tuple(name for name in view.every("primary") if name in outcomes_known())[:MOST_PRIMARY]
        or _primary(scenario),
        runs=_number(view.get("runs"), 20, _FEWEST, _MOST), draws=_number(view.get("draws"), 0, 0, _MOST_DRAWS),
        matters=tuple(_matters(view)), changes=tuple(view.changes.items()), seed=view.seed,
    )  # fmt: skip


def source_of(name: str) -> str:
    """Return a scenario of an address as `load` takes it: a shipped id, or the file of one that was uploaded.

    Raises GovsimError for all others: an address must not open files of this machine.
    """
    if name in _headings():
        return name
    own = file_of(name)
    if own is None and is_own(name):
        raise GovsimError(
            f"方案 {name} 是上传的情景：请再上传一次同样的文件。",
            f"The option {name} is an uploaded scenario: upload the same file again.",
        )
    if own is None:
        raise GovsimError(f"没有情景 {name[:60]}。", f"There is no scenario {name[:60]}.")
    return own


def places(lang: str) -> tuple[dict[str, Any], ...]:
    """Return the scenarios of the page's own, and the shipped ones: id and title."""
    own = ({"id": each.code, "title": each.scenario.word(lang)} for each in own_places())
    return (*own, *_shipped_places(lang))


@cache
def _shipped_places(lang: str) -> tuple[dict[str, Any], ...]:
    rest = sorted(name for name in _headings() if name != DEFAULT)
    return tuple({"id": name, "title": _headings()[name]["title"][lang]} for name in (DEFAULT, *rest))


def measures(scenario: str, lang: str) -> tuple[dict[str, Any], ...]:
    """Return what an option can take: uploaded scenarios, the scenario's own measures, those made from it, all others.
    """
    uploaded = [
        {"id": f"{_OTHER}{each.code}", "name": each.scenario.word(lang), "words": each.scenario.question.word(lang),
         "own": True} for each in own_places() if each.code != scenario and alike(scenario, each)
    ]  # fmt: skip
    rows = _offered(scenario, known(scenario), lang) if is_own(scenario) else _shipped_measures(scenario, lang)
    return (*rows, *uploaded)


def alike(scenario: str, place: Place) -> bool:
    """Whether an uploaded scenario runs over the same dates as another one, so that it can be an option beside it."""
    base, own = known(scenario), place.scenario.run
    return base is not None and (base.run.start, base.run.weeks) == (own.start, own.weeks)


def known(name: str) -> Scenario | None:
    """Return a scenario of an address as its file says; None where there is none."""
    if name in _headings():
        return shipped(name)
    return next((place.scenario for place in own_places() if place.code == name), None)


@cache
def _shipped_measures(scenario: str, lang: str) -> tuple[dict[str, Any], ...]:
    return _offered(scenario, known(scenario), lang)


def _offered(scenario: str, found: Scenario | None, lang: str) -> tuple[dict[str, Any], ...]:
    own = found.policies if found else ()
    rows = [_row(policy, lang, _WITHOUT if policy.on else "", True) for policy in own]
    rows += [{"id": f"{_OTHER}{name}", "name": _headings()[name]["title"][lang],
              "words": _headings()[name]["question"][lang], "own": True} for name in _made_from(scenario)]  # fmt: skip
    kinds, catalogue = {policy.kind for policy in own} | {"nothing"}, dict[str, Any](POLICIES)
    rows += [_row(made(), lang, "", False) for kind, made in catalogue.items() if kind not in kinds]
    return tuple(rows)


@cache
def shipped(name: str) -> Scenario:
    """Return a shipped scenario as it is."""
    return load(name)


@cache
def _headings() -> Mapping[str, Mapping[str, Any]]:
    """Return the files of the shipped scenarios, by id."""
    files = sorted(scenario_folder().glob("*.toml"))
    return {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in files}


def _row(policy: Policy, lang: str, sign: str, own: bool) -> dict[str, Any]:
    words, label = policy.words(lang), policy.zh if lang == "zh" else policy.en
    name = words.replace(",", "，").partition("，")[0] if policy.kind == "roster" else label
    without = {"zh": "不做：", "en": "Without: "}[lang] if sign else ""
    return {"id": f"{sign}{policy.name}", "name": f"{without}{capital(name)}", "words": words, "own": own}


@cache
def _made_from(scenario: str) -> tuple[str, ...]:
    """Return the shipped scenarios that extend this one and run over the same dates."""
    if scenario not in _headings() or scenario == "baseline":
        return ()
    dates = shipped(scenario).run.start, shipped(scenario).run.weeks
    made = [name for name, table in _headings().items() if table.get("extends") == scenario]
    return tuple(name for name in made if (shipped(name).run.start, shipped(name).run.weeks) == dates)


def _first(scenario: str) -> tuple[str, ...]:
    """Return the option that is there at first: a measure that is ready but off, else what the place has."""
    found = known(scenario)
    own = found.policies if found else ()
    ready = [policy.name for policy in own if not policy.on]
    others = [f"{_OTHER}{name}" for name in _made_from(scenario)]
    present = [f"{_WITHOUT}{policy.name}" for policy in own]
    return ((ready or others or present or ["roster"])[0],)


def _primary(scenario: str) -> tuple[str, ...]:
    found = known(scenario)
    return tuple(found.outcomes.primary) if found else ()


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in text[:400].split(",") if name))[:MOST_MEASURES]


def _number(text: str | None, default: int, least: int, most: int) -> int:
    return min(most, max(least, int(text))) if text and text.isdecimal() and len(text) < 6 else default


def _matters(view: View) -> list[tuple[str, float]]:
    found: Mapping[str, str] = {name: size for name, _, size in (text.partition(":") for text in view.every("matters"))}
    return [(name, size) for name, text in found.items() if name in outcomes_known() and (size := _size(text)) > 0]


def _size(text: str) -> float:
    try:
        size = float(text)
    except ValueError:
        return 0.0
    return size if size < 1e9 else 0.0
