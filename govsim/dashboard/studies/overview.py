"""概览 Overview: what was asked, what was run, what failed, what was found."""

import shlex
from typing import Any

from govsim.analysis.studies.sentences import named
from govsim.dashboard.studies.common import Choice, Drawn, level_text, plain
from govsim.dashboard.studies.content import Content
from govsim.dashboard.studies.telling import outcome_of

MOST_FAILURES = 50
MOST_LEVELS = 12


def overview(content: Content, choice: Choice, lang: str) -> Drawn:
    """Return the facts of a study, its findings, and the runs that failed with a command that tries them again."""
    about, design = content.about, content.store.design
    found = [{"title": part["title"][lang], "texts": [each[lang] for each in part["findings"]]}
             for part in about["analyses"] if part["findings"]]  # fmt: skip
    return {
        "kind": "overview", "title": "", "scenario": design.scenario, "method": design.method,
        "prediction": design.prediction.word(lang), "points": about["points"], "draws": about["draws"],
        "seeds": [min(about["seeds"]), max(about["seeds"]), len(about["seeds"])] if about["seeds"] else [],
        "weeks": design.weeks, "runs": runs_of(content), "seconds": _seconds(content),
        "factors": list(_factors(content, lang)), "found": found, "fingerprint": about["fingerprint"],
        "contrast": [named(design.contrast.factor, lang), str(design.contrast.base)] if design.contrast else [],
        "primary": [outcome_of(name, lang)["name"] for name in about["primary"]],
        "failures": _failures(content), "again": again(content),
    }  # fmt: skip


def runs_of(content: Content) -> dict[str, int]:
    """Return how many runs are wanted, done and failed now, and how many the analysis has seen."""
    seen = content.about["runs"]
    now = dict(seen) if content.entry.shipped else content.store.counts()
    return {**now, "seen": int(seen["done"])}


def again(content: Content) -> str:
    """Return the command that tries failed runs once more, "" for the sample."""
    if content.entry.shipped:
        return ""
    return shlex.join(["govsim", "sweep", "design.toml", "--out", str(content.entry.folder), "--retry"])


def _seconds(content: Content) -> float | None:
    """Return the seconds that the runs took together."""
    if content.entry.shipped:
        return None
    return plain(sum(seconds for _, seconds, _ in content.store.beside.seconds()))


def _factors(content: Content, lang: str) -> Any:
    points = content.study.points
    for factor in content.store.design.factors:
        levels = list(dict.fromkeys(points[factor.id]))
        sampled = factor.low is not None and factor.high is not None
        shown = [level_text(factor.low), level_text(factor.high)] if sampled else [level_text(each) for each in levels]
        yield {"name": named(factor.id, lang), "levels": shown[:MOST_LEVELS], "more": max(0, len(shown) - MOST_LEVELS),
               "sampled": sampled}  # fmt: skip


def _failures(content: Content) -> list[Drawn]:
    failed = [] if content.entry.shipped else content.store.beside.failures()
    return [{"point": each.point, "draw": each.draw, "seed": each.seed, "reason": each.reason[:300]}
            for each in failed[:MOST_FAILURES]]  # fmt: skip
