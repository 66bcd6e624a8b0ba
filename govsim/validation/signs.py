"""Signs: which way an outcome moves when a measure is taken, and who says so.

Three lists are kept apart (`signs.toml`): what a source states, what we expect, and what follows by construction. Only
directions are tested; no source gives a size. A sign holds, is contradicted, or cannot be told apart from chance with
the pairs that were run; it stays in the table: it is a finding. A claim that the model has no path for is listed with
the reason and never run: it neither passes nor fails.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import Any, Literal

import numpy as np

from govsim.analysis import Difference, assumption_draws, paired
from govsim.measures import FUNCTIONS, Part, part
from govsim.model import run
from govsim.scenario import load
from govsim.scenario.layers import catalogue
from govsim.validation.verdict import Direction, Result, pairs_needed, result_of

FILE = Path(__file__).with_name("signs.toml")
PAIRS = 8
RUNS_PER_PROCESS = 32
DISPUTES = ("dispute", "organisation_dispute")
Row = dict[str, Any]
Changes = Mapping[str, object]
Wanted = tuple[tuple[str, str], ...]  # outcomes and parts
Progress = Callable[[float], None]
Job = tuple[str, tuple[tuple[str, object], ...], int, Wanted]


@dataclass(frozen=True)
class Sign:
    """A direction: `outcome` of `part` when `scenario`, changed by `base`, is changed further by `given`.

    With `also`, the value is what both changes do together beyond the sum of what each does alone. `direction` none:
    the difference is at most `within`. `no_path_zh`, `no_path_en`: why no mechanism leads there; then nothing is run.
    """

    id: str
    role: Literal["source", "expectation", "construction"]
    scenario: str
    outcome: str
    direction: Direction
    zh: str
    en: str
    given: Changes
    base: Changes = field(default_factory=dict)
    also: Changes = field(default_factory=dict)
    part: str = "place"
    within: float = 0.0
    no_path_zh: str = ""
    no_path_en: str = ""

    @property
    def tested(self) -> bool:
        """Whether the model has a path from the measure to the outcome."""
        return not self.no_path_en

    @property
    def arms(self) -> tuple[Changes, ...]:
        """The changes of each run of a pair: baseline and option, or the four of an interaction."""
        alone = {**self.base, **self.given}
        if not self.also:
            return self.base, alone
        return self.base, alone, {**self.base, **self.also}, {**alone, **self.also}

    def value(self, outcomes: Sequence[np.ndarray]) -> Difference:
        """Return the paired difference, or the interaction, of the arms' outcomes (one value a seed)."""
        if not self.also:
            return paired(outcomes[0].tolist(), outcomes[1].tolist())
        neither, first, second, both = outcomes
        return paired((first + second - neither).tolist(), both.tolist())

    def result(self, found: Difference) -> Result:
        """What the paired difference says about the direction."""
        return result_of(found, self.direction, self.within)

    def pairs_needed(self, found: Difference) -> int | None:
        """After how many pairs a direction that is not told would be."""
        return pairs_needed(found, self.direction, self.within) if self.result(found) == "not_told" else None


def disputes_arisen(part: Part) -> float:
    """Return disputes that arise, reported or not, per 1,000 residents and year.

    Recorded ones also count who finds them and whether residents report them. The place only: matters are counted by
    kind for all residents together.
    """
    kinds = [issue["id"] for issue in catalogue().table["issues"] if issue["klass"] in DISPUTES]
    arisen = sum(replace(part, label=f"issue:{kind}").count("arisen") for kind in kinds)
    return 1000 * arisen / part.resident_years


# Outcomes of runs, and what only signs need.
MEASURED: Mapping[str, Callable[[Part], float]] = {**FUNCTIONS, "disputes_arisen": disputes_arisen}


@cache
def signs_known() -> tuple[Sign, ...]:
    """Return all signs, in the order of the file."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Sign(id=name, **row) for name, row in rows.items())


def outcomes_of(job: Job) -> dict[tuple[str, str], float]:
    """Return (outcome, part) -> value of one run of (scenario, changes, seed, what is wanted)."""
    scenario, changes, seed, wanted = job
    finished = run(load(scenario, dict(changes)), seed)
    return {(outcome, label): MEASURED[outcome](part(finished, label)) for outcome, label in wanted}


def signs(
    pairs: int = PAIRS, draws: int = 0, chosen: Sequence[str] = (), progress: Progress | None = None
) -> Iterator[Row]:
    """Yield a row for each sign, or each of the `chosen` ones.

    pairs: seeds; draws: of the assumed parameters, one pair each. A row is one of `govsim validate`, low and high being
    the chance interval, with the share of draws in which the sign is the stated one (None without draws).
    """
    known = [sign for sign in signs_known() if not chosen or sign.id in chosen]
    assumed = assumption_draws(draws, 1) if draws else []
    jobs = _jobs([sign for sign in known if sign.tested], pairs, assumed)
    results = dict(zip(jobs, _performed(jobs, progress), strict=True))
    for sign in known:
        yield _row(sign, results, pairs, assumed) if sign.tested else _listed(sign)


def _jobs(known: Sequence[Sign], pairs: int, assumed: Sequence[Changes]) -> list[Job]:
    """Return every run that is needed, once: signs of the same arms share their runs."""
    wanted: dict[tuple[Any, ...], set[tuple[str, str]]] = {}
    for sign in known:
        for arm in sign.arms:
            for key in _keys(sign, arm, pairs, assumed):
                wanted.setdefault(key, set()).add((sign.outcome, sign.part))
    return [(*key, tuple(sorted(asked))) for key, asked in wanted.items()]


def _keys(sign: Sign, arm: Changes, pairs: int, assumed: Sequence[Changes]) -> list[tuple[Any, ...]]:
    seeds = [(sign.scenario, _frozen(arm), seed) for seed in range(1, pairs + 1)]
    set_by_sign = {name.removeprefix("parameters.") for changes in sign.arms for name in changes}
    drawn = [
        (sign.scenario, _frozen({**_parameters(values, set_by_sign), **arm}), seed)
        for seed, values in enumerate(assumed, pairs + 1)
    ]
    return seeds + drawn


def _parameters(values: Changes, but: set[str]) -> dict[str, object]:
    return {f"parameters.{name}": value for name, value in values.items() if name not in but}


def _frozen(changes: Changes) -> tuple[tuple[str, object], ...]:
    return tuple(sorted((name, tuple(value) if isinstance(value, list) else value) for name, value in changes.items()))


def _performed(jobs: Sequence[Job], progress: Progress | None) -> list[dict[tuple[str, str], float]]:
    """Return what the runs give, in order; fresh processes after some runs, so that memory is given back.

    A pool for each batch: a pool whose processes end by themselves after some tasks (`max_tasks_per_child`) may wait
    for ever in Python before 3.12.
    """
    done: list[dict[tuple[str, str], float]] = []
    number = cpu_count() or 1
    for begin in range(0, len(jobs), number * RUNS_PER_PROCESS):
        with ProcessPoolExecutor(number, get_context("spawn")) as pool:
            for outcomes in pool.map(outcomes_of, jobs[begin : begin + number * RUNS_PER_PROCESS]):
                done.append(outcomes)
                if progress:
                    progress(len(done) / len(jobs))
    return done


def _row(
    sign: Sign, results: Mapping[Job, Mapping[tuple[str, str], float]], pairs: int, assumed: Sequence[Changes]
) -> Row:  # fmt: skip
    values = {job[:3]: outcomes for job, outcomes in results.items()}
    arms = [[values[key][sign.outcome, sign.part] for key in _keys(sign, arm, pairs, assumed)] for arm in sign.arms]
    found = sign.value([np.array(arm[:pairs]) for arm in arms])
    result = sign.result(found)
    share = _share(sign, [np.array(arm[pairs:]) for arm in arms]) if assumed else None
    return {
        **_said(sign, result), "target": 0.0, "value": found.difference, "low": found.low, "high": found.high,
        "pairs_needed": sign.pairs_needed(found), "base": found.base, "pairs": found.runs, "share": share,
        "draws": len(assumed),
    }  # fmt: skip


def _listed(sign: Sign) -> Row:
    """Return the row of a claim that the model has no path for."""
    return {
        **_said(sign, "no_mechanism"), "target": None, "value": None, "low": None, "high": None, "pairs_needed": None,
        "base": None, "pairs": 0, "share": None, "draws": 0, "reason_zh": sign.no_path_zh, "reason_en": sign.no_path_en,
    }  # fmt: skip


def _said(sign: Sign, result: Result) -> Row:
    """Return what a sign claims and what came of it; passed: True, False, or None where it was not told or not run."""
    return {
        "id": sign.id, "kind": "sign", "role": sign.role, "result": result,
        "passed": {"holds": True, "contradicted": False}.get(result), "direction": sign.direction,
        "outcome": sign.outcome, "part": sign.part, "zh": sign.zh, "en": sign.en,
    }  # fmt: skip


def _share(sign: Sign, arms: Sequence[np.ndarray]) -> float:
    """Return the share of draws in which the difference has the stated sign (or lies within its bounds)."""
    differences = arms[3] - arms[1] - arms[2] + arms[0] if sign.also else arms[1] - arms[0]
    known = differences[np.isfinite(differences)]
    if sign.direction == "none":
        return float((np.abs(known) <= sign.within).mean())
    return float((known > 0 if sign.direction == "up" else known < 0).mean())
