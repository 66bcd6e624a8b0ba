"""A made-up run, random but consistent, for tests of records, outcomes and pages; no model is needed for it."""

from datetime import date

import numpy as np
import pandas as pd

from govsim.engine import codes
from govsim.records import Run, case_table

COMMUNITIES = ("c1", "c1", "c1", "c2", "c2")
ISSUES = ("noise", "wages", "lift", "road", "proof", "wiring")  # one of each class, in the order of the classes


def made_up_run(seed: int = 1, weeks: int = 52, residents: int = 6965, better: float = 0.0) -> Run:
    """Return a run; `better` (0 to 1) makes staff easier to reach for the employed and harder for those at home."""
    random = np.random.default_rng(seed)
    rows = _rows()
    people = _people(random, residents)
    cases = _cases(random, people, weeks, better)
    counts = np.zeros((weeks, len(rows), len(codes.MEASURES)))
    _count_cases(counts, cases, rows)
    _count_searches(random, counts, rows, people, better)
    _count_hours(random, counts)
    return Run(
        scenario="demo", title={"zh": "示范社区（合成）", "en": "Demo community (synthetic)"}, seed=seed,
        start=date(2021, 1, 4), counts=counts, rows=rows, communities=COMMUNITIES,
        stocks=_stocks(random, counts, people, rows), cases=cases, fingerprint=f"{seed:064x}",
        sizes={"residents": residents, "adults": int((people["age"] > 0).sum()), "households": residents * 2 // 5,
               "workers": 13, "groups": 2, "offices": 3},
        parameters={"contact.patience": 3.0, "channels.trust_slope": 1.5}, versions={"govsim": "0.1.0", "numpy": "2.4"},
        seconds={"setup": 0.4, "simulate": 1.2}, state_bytes_per_resident=310.5, peak_rss_bytes=230_000_000,
        command="govsim run demo --seed 1",
    )  # fmt: skip


def _rows() -> tuple[str, ...]:
    grids = tuple(f"grid:g{number + 1}" for number in range(len(COMMUNITIES)))
    return grids + codes.GROUPS + tuple(f"issue:{name}" for name in ISSUES)


def _people(random: np.random.Generator, residents: int) -> dict[str, np.ndarray]:
    age = random.choice(6, residents, p=[0.16, 0.14, 0.25, 0.22, 0.13, 0.10])
    schedule = np.where(age == 0, 6, random.choice(8, residents, p=[0.07, 0.18, 0.18, 0.08, 0.1, 0.31, 0.06, 0.02]))
    category = random.choice(5, residents, p=[0.55, 0.1, 0.05, 0.295, 0.005])
    return {"age": age, "schedule": schedule, "category": category, "grid": random.integers(0, 5, residents)}


def _cases(random: np.random.Generator, people: dict[str, np.ndarray], weeks: int, better: float) -> pd.DataFrame:
    hours, count = weeks * 168, len(people["age"]) * weeks // 52
    person = random.integers(0, len(people["age"]), count)
    klass = random.choice(6, count, p=[0.1, 0.03, 0.22, 0.24, 0.1, 0.31])
    arose = np.sort(random.uniform(0, hours, count))
    found = (klass == 5) & (random.random(count) < 0.8)
    told = found | (random.random(count) < np.where(klass == 4, 0.95, 0.45))
    reported = np.where(told, arose + random.exponential(12, count), np.nan)
    responded = reported + np.where(found, 0, random.exponential(40 * (1 - 0.4 * better), count))
    tier = np.where((klass == 3) & (random.random(count) < 0.72), 2, np.where(random.random(count) < 0.012, 1, 0))
    closed = responded + random.exponential(np.where(klass <= 1, 280, np.where(tier == 2, 110, 8)))
    for times in (reported, responded, closed):
        times[~(times < hours)] = np.nan
    done, resolved = ~np.isnan(closed), random.random(count) < np.where(tier == 2, 0.75, 0.85)
    state = np.where(done, codes.CLOSED, np.where(np.isnan(reported), codes.ENDURED, codes.STAFF))
    channel = random.choice(8, count, p=[0.02, 0.1, 0.2, 0.24, 0.05, 0.14, 0.2, 0.05])
    zero = np.zeros(count, np.int32)
    columns = {
        "person": person, "arose": np.floor(arose), "issue": klass, "klass": klass, "entry": channel,
        "channel": channel, "tier": tier, "found_by": np.where(found, 2, 0), "grid": people["grid"][person],
        "community": np.where(people["grid"][person] < 3, 0, 1), "category": people["category"][person],
        "schedule": people["schedule"][person], "age": people["age"][person], "state": state, "reported": reported,
        "reached": responded, "responded": responded, "closed": closed, "resolved": done & resolved,
        "satisfied": done & resolved & (random.random(count) < 0.8), "sessions": np.where(klass <= 1, 1, 0),
        "transfers": np.where(tier == 2, random.poisson(0.3, count), 0), "avoidable": random.random(count) < 0.03,
        "reopened": random.random(count) < 0.05, "failures": zero,
        "formal": (klass <= 1) & (random.random(count) < 0.2),
        "recorded": ~np.isnan(responded) & (klass != 4), "hotline": channel == codes.VIA_HOTLINE,
    }  # fmt: skip
    grids = [f"g{number + 1}" for number in range(len(COMMUNITIES))]
    return case_table(columns, ISSUES, grids, ("c1", "c2"))


def _count_cases(counts: np.ndarray, cases: pd.DataFrame, rows: tuple[str, ...]) -> None:
    """Count the events of cases in the rows of their grid, resident and issue, in the week in which they happen."""
    first, residents = cases["entry"].cat.codes, cases["found_by"] == "resident"
    recorded, disputes = cases["recorded"], cases["klass"].isin(["dispute", "organisation_dispute"])
    events = {
        "arisen": (cases["arose"], True), "endured": (cases["arose"], cases["state"] == "endured"),
        "recorded": (cases["responded"], recorded), "recorded_disputes": (cases["responded"], recorded & disputes),
        "found_patrol": (cases["responded"], recorded & ~residents), "formal": (cases["closed"], cases["formal"]),
        "disputes_to_city": (cases["closed"], recorded & disputes & (cases["tier"] == "city")),
        "transfers": (cases["closed"], cases["transfers"] > 0),
        "avoidable_transfers": (cases["closed"], cases["avoidable"] > 0),
        "hotline_orders": (cases["reported"], cases["hotline"] & residents),
        "found_hazards": (cases["responded"], recorded & ~residents),
    }  # fmt: skip
    events |= {f"closed_{tier}": (cases["closed"], recorded & (cases["tier"] == tier)) for tier in codes.TIERS}
    events |= {
        f"first_{name}": (cases["reported"], residents & (first == code)) for code, name in enumerate(codes.CHANNELS)
    }
    for name, (times, held) in events.items():
        _add(counts, cases, times, held, name, rows)
    counts[:, :, codes.COUNT_DETECTION_DAYS] = 9.5 * counts[:, :, codes.COUNT_FOUND_HAZARDS]


def _add(
    counts: np.ndarray, cases: pd.DataFrame, times: "pd.Series[float]", held: object, name: str, rows: tuple[str, ...]
) -> None:
    happened = cases[times.notna() & held]
    weeks = (times[happened.index] // 168).astype(int).to_numpy()
    for kind in ("grid", "category", "schedule", "age", "issue"):
        labels = (f"{kind}:" + happened[kind].astype(str)).map({label: row for row, label in enumerate(rows)})
        np.add.at(counts[:, :, codes.MEASURES.index(name)], (weeks, labels.to_numpy(np.int64)), 1.0)


def _count_searches(
    random: np.random.Generator, counts: np.ndarray, rows: tuple[str, ...], people: dict[str, np.ndarray], better: float
) -> None:
    """Count searches for staff: a fifth of the residents' rate each year, the employed failing more often."""
    sizes = {row: _number(people, label) for row, label in enumerate(rows)}
    for row, label in enumerate(rows):
        fails = {"schedule:home": 0.15 + 0.02 * better, "schedule:student": 0.4}.get(label, 0.6 - 0.18 * better)
        fails = fails if label.startswith("schedule") else 0.42 - 0.1 * better
        tried = random.poisson(sizes[row] * 0.25 / 52, len(counts))
        vain = random.binomial(tried, fails)
        for name, value in {
            "tried": tried, "tried_in_vain": vain, "seekers": tried, "seekers_reached": tried - vain,
            "seeking_days": 14.0 * vain * 0.5 + 1.5 * (tried - vain), "failed_attempts": 1.4 * vain,
            "contacts": tried - vain, "off_hours_contacts": random.binomial(tried - vain, 0.02 + 0.1 * better),
            "visits_opened": random.poisson(sizes[row] * 0.3 / 52, len(counts)),
        }.items():  # fmt: skip
            counts[:, row, codes.MEASURES.index(name)] = value


def _number(people: dict[str, np.ndarray], label: str) -> int:
    kind, _, name = label.partition(":")
    lists = {"category": codes.CATEGORIES, "schedule": codes.SCHEDULES, "age": codes.AGES}
    if kind == "issue":
        return 0
    value = int(name[1:]) - 1 if kind == "grid" else lists[kind].index(name)
    return int((people[kind] == value).sum())


def _count_hours(random: np.random.Generator, counts: np.ndarray) -> None:
    weeks, grids = len(counts), len(COMMUNITIES)
    duty = np.full((weeks, grids), 2.6 * 40)
    shares = {"field_hours": 0.41, "paper_hours": 0.275, "case_hours": 0.076, "session_hours": 0.012}
    spent = {name: duty * share * random.uniform(0.9, 1.1, duty.shape) for name, share in shares.items()}
    spent |= {
        "duty_hours": duty,
        "idle_hours": duty - sum(spent.values()),
        "overtime_hours": random.exponential(1.5, duty.shape),
    }
    for name, hours in spent.items():
        counts[:, :grids, codes.MEASURES.index(name)] = hours


def _stocks(
    random: np.random.Generator, counts: np.ndarray, people: dict[str, np.ndarray], rows: tuple[str, ...]
) -> dict[str, np.ndarray]:
    weeks, grids = len(counts), len(COMMUNITIES)
    residents = np.tile([float(_number(people, label)) for label in rows], (weeks, 1))
    share = np.array([0.44 if label == "schedule:home" else 0.27 for label in rows])
    grown = {name: values[people["age"] > 0] for name, values in people.items()}
    adults = np.tile([float(_number(grown, label)) for label in rows], (weeks, 1))
    stocks = {"residents": residents, "adults": adults, "knows": np.round(adults * share)}
    stocks |= {name: adults * random.normal(0.5, 0.01, adults.shape)
               for name in ("trust_workers", "trust_offices", "trust_group", "belonging")}  # fmt: skip
    stocks["open"] = random.poisson(4.0, (weeks, grids, len(codes.STATES))).astype(float)
    stocks["workers"] = np.tile([3.0, 2.0, 3.0, 2.0, 3.0], (weeks, 1))
    stocks["backlog_hours"] = random.exponential(6.0, (weeks, grids))
    stocks["waiting_offices"] = random.poisson(5.0, (weeks, 3)).astype(float)
    return stocks
