"""Staff against theory: who is at the counter, and how many sessions a matter needs. On a real place, 32 seeds."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from govsim.engine.codes import MANDARIN
from govsim.engine.compiled import shared
from govsim.engine.views import header_of
from govsim.hour import assign, block_of, settings_of
from govsim.mechanisms import duty
from govsim.mechanisms.contact import is_somebody_there
from govsim.mechanisms.sessions import settles
from govsim.model.assembly import build
from govsim.rosters import named
from govsim.scenario import load
from govsim.validation.checks import REPLICATES, Row, mean
from govsim.world.schema import BLOCK_FIELDS, SETTINGS_FIELDS, Block, Settings

RESIDENTS = 33_432  # 24 grids
WEEK, FIELD = 168, 0.4
SLOPES = ("trust_slope", "ties_slope", "skill_slope", "severity_slope", "covenant_slope", "shuttle_penalty")


def _covered(block_header: Any, settings_header: Any, hours: Any, there: Any, person: int) -> None:
    """Count by desk the hours in which somebody is at the counter when a resident comes."""
    block, settings = block_of(block_header), settings_of(settings_header)
    for k in range(len(hours)):
        duty.handle(block, settings, hours[k])
        for desk in range(len(there)):
            if is_somebody_there(block, settings, desk, person, hours[k]):
                there[desk] += 1


def _sessions(block_header: Any, settings_header: Any, most: int, found: Any) -> None:
    """Hold sessions of the first case until one settles or there were the most; note how many, negative if none did."""
    block, settings = block_of(block_header), settings_of(settings_header)
    case = block.cases[0]
    case.other, case.shuttle, case.reopened, case.severity = -1, 0, 0, 0.5
    for k in range(len(found)):
        case.person, case.arose, case.sessions = k % len(block.residents), k, 0
        settled = False
        while not settled and case.sessions < most:
            settled = settles(block, settings, case, 0.0, MANDARIN, False)
            case.sessions += 1
        found[k] = case.sessions if settled else -case.sessions


covered, sessions = shared(_covered), shared(_sessions)


@cache
def place() -> tuple[Block, Settings]:
    """Return a place whose workers are all on the standard roster, a share FIELD of their hours in the field."""
    scenario = load("demo", {"place.residents": RESIDENTS, "run.warmup": 0})
    built = build(scenario, block=10**9)
    block, settings = built.world.block(0), built.settings[0]
    block.levers["field_share"] = FIELD
    assign(header_of(block, BLOCK_FIELDS), header_of(settings, SETTINGS_FIELDS))
    return block, settings


def counters() -> Iterator[Row]:
    """P(somebody is at the counter) = 1 - f^n with n on duty, each in the field with chance f."""
    block, settings = place()
    standard = named("standard")[0]
    hours = np.flatnonzero(standard[settings.week_hour[: 8 * WEEK]] > 0)
    grids = len(block.grids)
    number = np.bincount(block.workers["desk"][block.workers["active"] == 1], minlength=grids)[:grids]
    shares: dict[int, list[float]] = {int(n): [] for n in np.unique(number[number > 0])}
    for seed in range(REPLICATES):
        there = np.zeros(grids, np.int64)
        seeded = settings._replace(seed=seed)
        covered(header_of(block, BLOCK_FIELDS), header_of(seeded, SETTINGS_FIELDS), hours, there, 17)
        for n, samples in shares.items():
            samples.append(float(there[number == n].mean() / len(hours)))
    for n, samples in shares.items():
        yield mean(f"contact.covered_by_{n}", samples, 1.0 - FIELD**n)


def tries() -> Iterator[Row]:
    """Sessions with chance p of success, at most n: (1 - (1-p)^n) / p are held, (1-p)^n end unsettled."""
    block, settings = place()
    for p, most in ((0.68, 3), (0.5, 2)):
        table = settings.rules.copy()
        table["sessions_success"] = p
        for name in SLOPES:
            table[f"sessions_{name}"] = 0.0
        table["sessions_language_penalty"] = 0.0
        held, unsettled = [], []
        for seed in range(REPLICATES):
            found, seeded = np.zeros(20_000, np.int64), settings._replace(seed=seed, rules=table)
            sessions(header_of(block, BLOCK_FIELDS), header_of(seeded, SETTINGS_FIELDS), most, found)
            held.append(float(np.abs(found).mean()))
            unsettled.append(float((found < 0).mean()))
        yield mean(f"sessions.held_{p:g}_{most}", held, (1.0 - (1.0 - p) ** most) / p)
        yield mean(f"sessions.unsettled_{p:g}_{most}", unsettled, (1.0 - p) ** most, 0.05)


CHECKS = (counters, tries)
