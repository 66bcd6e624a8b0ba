"""What a calibration has found, as plain data and as sentences in two languages."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from govsim.calibration.design import Design, Target
from govsim.calibration.emulator import Array
from govsim.calibration.implausibility import Sieve
from govsim.calibration.matching import Matching
from govsim.locale import unit as unit_in
from govsim.measures import outcomes_known
from govsim.parameters import parameters

FORMAT = 1
IDENTIFIED = 0.8  # share of a range: a parameter of which more is left is not identified
STRONG = 0.5  # correlation from which on two parameters are said to be known together only
SURE = 0.85  # share of left-out values that the 95 % intervals of an emulator should hold
Document = dict[str, Any]


def document_of(
    design: Design, matching: Matching, kept: pd.DataFrame, steps: Sequence[Mapping[str, float]]
) -> Document:
    """Return all findings; steps: what each population of ABC took, none without ABC."""
    sieve, inside = matching.last, matching.inside
    assert sieve is not None and inside is not None
    return {
        "format": FORMAT, "scenario": design.scenario, "weeks": design.weeks, "seeds": design.seeds,
        "level": design.level, "cutoff": design.cutoff, "points": len(matching.wave), "kept": len(kept),
        "share": inside.share, "clear": matching.waves[-1].clear, "waves": _waves(matching),
        "parameters": _parameters(design, matching, kept if steps else None),
        "correlations": _correlations(design, inside.points), "targets": _targets(design, matching, sieve),
        "abc": [dict(step) for step in steps],
    }  # fmt: skip


def _waves(matching: Matching) -> list[Document]:
    return [
        {"wave": wave.number, "points": wave.points, "share": wave.share,
         "emulator_deviation": _named(matching, np.sqrt(wave.emulator)),
         "other_deviation": _named(matching, np.sqrt(wave.others))}
        for wave in matching.waves
    ]  # fmt: skip


def _named(matching: Matching, values: Array) -> dict[str, float]:
    return dict(zip(matching.goal.names, map(float, values), strict=True))


def _parameters(design: Design, matching: Matching, weighted: pd.DataFrame | None) -> list[Document]:
    assert matching.inside is not None
    values = matching.space.to_values(matching.inside.points)
    rows = []
    for number, each in enumerate(design.parameters):
        known, (low, high) = parameters()[each.name], each.bounds
        least, most = float(values[:, number].min()), float(values[:, number].max())
        share = (most - least) / (high - low)
        row = {"name": each.name, "zh": known.zh, "en": known.en, "unit": known.unit, "low": low, "high": high,
               "default": known.value, "kept_low": least, "kept_high": most, "share": share,
               "identified": share < IDENTIFIED}  # fmt: skip
        if weighted is not None:
            row["posterior"] = quantiles(weighted[each.name].to_numpy(float), weighted["weight"].to_numpy(float))
        rows.append(row)
    return rows


def quantiles(values: Array, weights: Array) -> list[float]:
    """Return the weighted quantiles .05, .5 and .95."""
    order = np.argsort(values)
    below = np.cumsum(weights[order]) - 0.5 * weights[order]
    return [float(x) for x in np.interp([0.05, 0.5, 0.95], below / weights.sum(), values[order])]


def _correlations(design: Design, points: Array) -> list[Document]:
    """Return the correlation of every pair of parameters over the set, the strongest first."""
    names = [each.name for each in design.parameters]
    moving = points.std(0) > 0
    pairs = [(i, j) for i in range(len(names)) for j in range(i) if moving[i] and moving[j]]
    rows = [
        {"one": names[j], "other": names[i], "correlation": float(np.corrcoef(points[:, i], points[:, j])[0, 1])}
        for i, j in pairs
    ]
    return sorted(rows, key=lambda row: -abs(row["correlation"]))


def _targets(design: Design, matching: Matching, sieve: Sieve) -> list[Document]:
    assert matching.inside is not None
    means, variances = sieve.predict(matching.inside.points)
    chance = np.sqrt(np.diag(sieve.chance))
    rows = []
    for number, target in enumerate(design.targets):
        value, deviation = target.measured
        whole, emulator = float(np.sqrt(sieve.fixed[number, number])), sieve.emulators[number]
        gap = np.abs(means[:, number] - value) / np.sqrt(sieve.fixed[number, number] + variances[:, number])
        rows.append({
            "name": target.name, **_words(target), "value": value, "deviation": deviation,
            "discrepancy": target.discrepancy, "chance": float(chance[number] / np.sqrt(target.runs)),
            "emulator": float(np.sqrt(variances[:, number].mean())),
            "low": value - 2 * whole, "high": value + 2 * whole,
            "kept_low": float(means[:, number].min()), "kept_high": float(means[:, number].max()),
            "hit": float((gap <= 2).mean()), "explained": emulator.explained,
            "held": float((np.abs(emulator.errors) <= 1.96).mean()),
        })  # fmt: skip
    return rows


def _words(target: Target) -> Document:
    known = outcomes_known().get(target.outcome or "")
    if known is None:
        words = _texts()[f"statistic_{target.name}"]
        return {"zh": words["zh"], "en": words["en"], "unit": {"zh": "", "en": ""}}
    return {"zh": known.label["zh"], "en": known.label["en"], "unit": dict(known.unit)}


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))


def say(key: str, lang: str, **values: object) -> str:
    """Return a text of texts.toml, filled in."""
    return _texts()[key][lang].format(**values)


def sentences(found: Document, lang: str) -> list[str]:
    """Return the findings as lines of text."""
    lines = [say("head", lang, runs=found["runs"], points=found["points"], waves=len(found["waves"]))]
    lines += [say("left", lang, share=_percent(found["share"]), level=_percent(found["level"]), kept=found["kept"]), ""]
    lines += [_parameter(row, lang) for row in found["parameters"]]
    lines += _together(found, lang)
    lines += ["", *(_target(row, lang) for row in found["targets"]), ""]
    lines += _doubts(found, lang)
    if found["failures"]:
        lines.append(say("failures", lang, n=found["failures"]))
    return lines


def _parameter(row: Document, lang: str) -> str:
    numbers = {key: f"{row[key]:.4g}" for key in ("low", "high", "kept_low", "kept_high")}
    key = "identified" if row["identified"] else "not_identified"
    unit = "" if row["unit"] == "1" else f" {unit_in(row['name'], row['unit'], lang)}"
    text = say(key, lang, name=row[lang], id=row["name"], unit=unit, share=_percent(row["share"]), **numbers)
    if "posterior" not in row:
        return text
    low, middle, high = (f"{x:.4g}" for x in row["posterior"])
    return text + say("posterior", lang, low=low, middle=middle, high=high)


def _together(found: Document, lang: str) -> list[str]:
    names = {row["name"]: row[lang] for row in found["parameters"]}
    strong = [row for row in found["correlations"] if abs(row["correlation"]) >= STRONG]
    return [
        say("together", lang, one=names[row["one"]], other=names[row["other"]], r=f"{row['correlation']:+.2f}")
        for row in strong[:5]
    ]


def _target(row: Document, lang: str) -> str:
    numbers = {key: f"{row[key]:.4g}" for key in ("value", "low", "high", "kept_low", "kept_high")}
    key = "hit" if row["hit"] > 0 else "missed"
    return say(key, lang, name=row[lang], unit=row["unit"][lang], share=_percent(row["hit"]), **numbers)


def _doubts(found: Document, lang: str) -> list[str]:
    """Return why the waves ended, and which emulators are not to be relied on."""
    lines = [say("clear", lang)] if found["clear"] else []
    if not found["clear"]:
        last = found["waves"][-1]
        unsure = [row[lang] for row in found["targets"]
                  if last["emulator_deviation"][row["name"]] >= last["other_deviation"][row["name"]]]  # fmt: skip
        lines.append(say("unclear", lang, names=say("and", lang).join(unsure)))
    weak = [row[lang] for row in found["targets"] if row["held"] < SURE]
    return [*lines, *([say("weak", lang, names=say("and", lang).join(weak))] if weak else [])]


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
