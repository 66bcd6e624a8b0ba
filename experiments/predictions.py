"""Hold a study's predictions against its runs: `python experiments/predictions.py hours results/hours`.

Numbers are means over the settings of all factors that are not named; intervals: 95 %, of chance, over seeds.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pandas as pd

from govsim.analysis import Difference, paired
from govsim.store import Store

Level = str | float
At = dict[str, Level]
Step = tuple[str, Level, Level]  # factor, from, to


class Runs:
    """Some outcomes of a sweep without its assumption draws: one row a setting and seed, one column an outcome."""

    def __init__(self, folder: Path, wanted: Sequence[str]) -> None:
        """Read `wanted`: outcomes such as "reach_failure"; those of a group as "schedule:home/reach_failure"."""
        store = Store(folder)
        pairs = {(_label_of(name), name.rpartition("/")[2]): name for name in wanted}
        rows = []
        for run, table in store.iterate(None, store.design.seeds_of(-1)):
            cells = zip(table["label"], table["outcome"], table["value"], strict=True)
            found = {pairs[label, name]: value for label, name, value in cells if (label, name) in pairs}
            rows.append({"point": run.point, "seed": run.seed, **found})
        self.factors = list(store.points().columns)
        self.table = pd.DataFrame(rows).merge(store.points(), left_on="point", right_index=True)

    def levels(self, factor: str) -> list[Level]:
        """Return the levels of a factor in the order of the design."""
        return list(self.table.sort_values("point")[factor].unique())

    def mean(self, outcome: str, **at: Level) -> float:
        """Return the mean over seeds and settings."""
        return float(self._by_seed(outcome, at).mean())

    def effect(self, outcome: str, factor: str, base: Level, other: Level, **at: Level) -> Difference:
        """Return the paired difference of two levels of a factor."""
        return _paired(*(self._by_seed(outcome, {**at, factor: level}) for level in (base, other)))

    def interaction(self, outcome: str, first: Step, second: Step) -> Difference:
        """Return how much the effect of the first step is larger after the second."""
        name, base, other = first
        factor, low, high = second
        gains = [
            self._by_seed(outcome, {name: other, factor: at}) - self._by_seed(outcome, {name: base, factor: at})
            for at in (low, high)
        ]
        return _paired(*gains)

    def _by_seed(self, outcome: str, at: At) -> pd.Series:
        chosen = self.table
        for factor, level in at.items():
            chosen = chosen[chosen[factor] == level]
        return chosen.groupby("seed")[outcome].mean().sort_index()


def _paired(base: pd.Series, other: pd.Series) -> Difference:
    """Compare the seeds that both have: all, once a sweep is done."""
    both = pd.concat([base, other], axis=1, join="inner")
    return paired(both.iloc[:, 0], both.iloc[:, 1])


def _label_of(name: str) -> str:
    return name.rpartition("/")[0] or "place"


def shown(found: Difference) -> str:
    """Return a difference and its interval."""
    return f"{found.difference:+.3g} ({found.low:+.3g} to {found.high:+.3g})"


def hours(runs: Runs) -> Iterator[str]:
    """Six arrangements of the same hours."""
    patience = "parameters.contact.patience"
    rosters, shares = runs.levels("roster")[1:], runs.levels("employed")
    moved = runs.effect("reach_failure", "roster", "standard", "staggered", employed="0.70")
    yield f"1. reach_failure, a quarter moved, .70 employed: {shown(moved)} points; below 3? {moved.difference > -3}"
    for outcome in ("reach_failure", "mediated", "time_to_resolve"):
        found = runs.effect(outcome, "roster", "standard", "staggered", employed="0.70")
        yield f"2. {outcome}: {shown(found)} of {found.base:.3g}: {100 * found.difference / found.base:+.1f} %"
    for share in shares:
        found = runs.effect("schedule:home/reached_in_person", "roster", "standard", "staggered", employed=share)
        yield f"3. reached_in_person of residents at home, {share} employed: {shown(found)} points"
    settings = [
        {"employed": share, patience: tries, "uptake": uptake}
        for share in shares for tries in runs.levels(patience) for uptake in runs.levels("uptake")
    ]  # fmt: skip
    better = [_phone_gains(runs, at) for at in settings]
    yield f"4. reach_failure falls under a phone at least as much as under staggered: {sum(better)} of {len(better)}"
    for roster in rosters:
        each = [runs.effect("reach_failure", "roster", "standard", roster, uptake=at) for at in runs.levels("uptake")]
        yield f"5. reach_failure, {roster}, uptake 0, .4, .8: {'; '.join(map(shown, each))}"
    for roster in rosters:
        found = runs.effect("off_hours_contacts", "roster", "standard", roster)
        yield f"6. off-hours contacts a month of 7,000, {roster}: {found.difference * 7000 / 12:+.1f}"
    for roster in rosters:
        for group in ("employed", "home", "student"):
            found = runs.effect(f"schedule:{group}/reach_failure", "roster", "standard", roster, employed="0.70")
            yield f"who: {roster}, {group}, .70 employed: reach_failure {shown(found)}"


def _phone_gains(runs: Runs, at: At) -> bool:
    phone, moved = (runs.effect("reach_failure", "roster", "standard", level, **at) for level in ("phone", "staggered"))
    return phone.difference <= moved.difference


def closure(runs: Runs) -> Iterator[str]:
    """Deadlines, duty lists, convening, load."""
    for load in runs.levels("load"):
        for days in ("15", "5"):
            each = {
                name: runs.effect(name, "deadline", "none", days, load=load)
                for name in ("closed_rate", "resolved_rate", "repeats", "satisfied_rate")
            }
            told = ", ".join(f"{name} {shown(found)}" for name, found in each.items())
            apart = each["closed_rate"].difference - each["resolved_rate"].difference
            yield f"1, 2. load {load}, {days} days: {told}; closed and resolved come apart by {apart:.2f} points"
    clear, convened = ("list", "0.2", "1"), ("convening", "0", "1")
    for outcome in ("time_to_resolve", "resolved_rate", "avoidable_transfers", "first_response"):
        first = runs.effect(outcome, *clear, convening="0")
        second = runs.effect(outcome, *convened, list="0.2")
        both = runs.interaction(outcome, clear, convened)
        yield f"3, 4. {outcome}, at first {first.base:.3g}: list {shown(first)}, convening {shown(second)}"
        yield f"      both more than the sum by {shown(both)}"


def grids(runs: Runs) -> Iterator[str]:
    """More grid workers, floors of field time, paperwork."""
    sizes = runs.levels("households")
    for base, other in (("2000", "1000"), ("700", "300"), *pairwise(sizes)):
        found = runs.effect("knows_worker", "households", base, other)
        yield f"1. knows_worker, {base} to {other} households: {shown(found)} points"
    for paperwork in runs.levels("paperwork"):
        known = {floor: runs.mean("knows_worker", floor=floor, paperwork=paperwork) for floor in runs.levels("floor")}
        told = ", ".join(f"{floor}: {value:.2f}" for floor, value in known.items())
        yield f"2. knows_worker by floor, paperwork {paperwork}: {told}; best {max(known, key=lambda at: known[at])}"
    for visits in runs.levels("visits"):
        found = runs.effect("gap_registration", "households", "2000", "300", visits=visits)
        yield f"3. gap_registration, 2,000 to 300 households, visits by {visits}: {shown(found)} points"


def groups(runs: Runs) -> Iterator[str]:
    """Coverage and depth of support for groups."""
    depths, sizes = runs.levels("depth"), runs.levels("households")
    for size in sizes:
        living = [runs.mean("group_survival", depth=depth, households=size) for depth in depths]
        yield f"1, 2. group_survival by depth {depths}, {size} households: {', '.join(f'{x:.1f}' for x in living)}"
    for outcome in ("settled_by_groups", "endured", "recorded", "participation"):
        for factor in ("coverage", "depth"):
            levels = runs.levels(factor)
            found = runs.effect(outcome, factor, levels[0], levels[-1])
            yield f"{outcome}, {factor} {levels[0]} to {levels[-1]}: {shown(found)} of {found.base:.3g}"
    deep, thin = (runs.mean("settled_by_groups", **at) for at in (
        {"coverage": "0.3", "depth": "1"}, {"coverage": "1", "depth": "0.25"}))  # fmt: skip
    yield f"settled_by_groups, three tenths deep {deep:.3g}, everywhere thin {thin:.3g}"


def money(runs: Runs) -> Iterator[str]:
    """Base of money, who decides."""
    for share in runs.levels("non_local"):
        found = runs.effect("need_match", "decision", "office", "residents", non_local=share)
        yield f"1. need_match, decided by residents, non-local {share}: {shown(found)} of {found.base:.3g} %"
    for fund in runs.levels("fund"):
        for outcome in ("gap_registration", "building_condition", "participation"):
            found = runs.effect(outcome, "base", "registration", "residents", fund=fund)
            yield f"2. {outcome}, dealt by residents, fund {fund}: {shown(found)} of {found.base:.3g}"


def portfolio(runs: Runs) -> Iterator[str]:
    """Which pairs of measures help or hinder each other."""
    for number, outcome, one, two in (
        (1, "settled_locally", "groups", "linking"), (1, "resolved_rate", "groups", "linking"),
        (2, "reach_failure", "roster", "groups"), (3, "knows_worker", "grids", "floor"),
    ):  # fmt: skip
        alone = ", ".join(f"{name} {shown(runs.effect(outcome, name, 'off', 'on'))}" for name in (one, two))
        both = runs.interaction(outcome, (one, "off", "on"), (two, "off", "on"))
        yield f"{number}. {outcome}: {alone}; together more than the sum by {shown(both)}"


STUDIES: dict[str, tuple[Callable[[Runs], Iterator[str]], tuple[str, ...]]] = {
    "hours": (hours, (
        "reach_failure", "mediated", "time_to_resolve", "off_hours_contacts", "schedule:home/reached_in_person",
        "schedule:employed/reach_failure", "schedule:home/reach_failure", "schedule:student/reach_failure",
    )),
    "closure": (closure, (
        "closed_rate", "resolved_rate", "repeats", "satisfied_rate", "time_to_resolve", "avoidable_transfers",
        "first_response",
    )),
    "grids": (grids, ("knows_worker", "gap_registration", "overtime", "register_complete")),
    "groups": (groups, ("group_survival", "settled_by_groups", "endured", "recorded", "participation")),
    "money": (money, ("need_match", "gap_registration", "building_condition", "participation")),
    "portfolio": (portfolio, ("settled_locally", "resolved_rate", "reach_failure", "knows_worker")),
}  # fmt: skip

if __name__ == "__main__":
    study, outcomes = STUDIES[sys.argv[1]]
    for line in study(Runs(Path(sys.argv[2]), outcomes)):
        print(line)
