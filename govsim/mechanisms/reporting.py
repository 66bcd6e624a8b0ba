"""Settle, endure or report: one nested logit with the choice of a channel."""

import math

from govsim.engine.agenda import drain, plan
from govsim.engine.casework.counting import count, tell
from govsim.engine.casework.seeking import IMPOSSIBLE, choose, inclusive_value, take_one
from govsim.engine.codes import (
    COUNT_ENDURED,
    COUNT_FADED,
    COUNT_REPORTED,
    COUNT_SETTLED_BETWEEN,
    DECIDE,
    DISPUTE,
    ENDURED,
    FADE,
    FLARE,
    HAZARD,
    HIDDEN,
    LATENT,
    MOOT,
    SETTLED,
    TOLD_ENDURES,
    TOLD_FADES,
    TOLD_FLARES,
    TOLD_SETTLES,
    UNDECIDED,
)
from govsim.engine.compiled import part, piece
from govsim.engine.randomness import exponential, purpose, uniform
from govsim.interfaces import Mechanism

DECLARATION = Mechanism(
    name="reporting",
    every="hour",
    reads=("cases.severity", "residents.efficacy", "residents.last_result", "residents.ties"),
    writes=(
        "cases", "grids.hidden", "residents.endured",
        "residents.belonging", "residents.efficacy", "residents.touched",
        "residents.trust_workers", "residents.trust_offices", "residents.trust_group",
    ),
    parameters=("reporting.severity_slope", "reporting.efficacy_slope", "reporting.channels_slope"),
    formula="P(report) = s(a + b (severity - 1/2) + c (efficacy - 1/2) + theta ln sum exp V + d last result)",
    source="nested logit; Sjoberg, Mellon & Peixoto 2017 for the last result",
    zh="私了、隐忍或上报",
    en="settle, endure or report",
)

REPORT, SETTLE, FLARES, FADES = (purpose(f"reporting.{x}") for x in ("report", "settle", "flares", "fades"))


@part
def logistic(x):
    return 1.0 / (1.0 + math.exp(-x))


@piece
def report_chance(block, settings, case, hour):
    """Return P(report); 0 where no channel is open."""
    rules, resident = settings.rules[0], block.residents[case.person]
    value = inclusive_value(block, settings, case, hour)
    if value <= IMPOSSIBLE:
        return 0.0
    return logistic(
        settings.issues[case.issue].intercept
        + rules.reporting_severity_slope * (float(case.severity) - 0.5)
        + rules.reporting_efficacy_slope * (float(resident.efficacy) - 0.5)
        + rules.reporting_channels_slope * value
        + rules.reporting_last_result_slope * resident.last_result
    )


@part
def settle_chance(rules, resident):
    """Return the chance that neighbours settle an unreported dispute between them; at ties 1/2 the stated share."""
    share = rules.reporting_settle_share
    ties = float(resident.ties) - 0.5
    return logistic(math.log(share / (1.0 - share)) + rules.reporting_settle_ties_slope * ties)


@piece
def hide(block, row):
    """Put a hazard that nobody reported into its grid's list, where patrols look."""
    case = block.cases[row]
    grid = block.grids[block.residents[case.person].grid]
    case.state, case.task, case.previous, case.next = LATENT, HIDDEN, -1, grid.hidden
    if grid.hidden >= 0:
        block.cases[grid.hidden].previous = row
    grid.hidden = row


@piece
def endure(block, settings, row, hour):
    """Keep it to oneself; one day it flares up or fades, whichever comes first."""
    case, rules = block.cases[row], settings.rules[0]
    person = settings.offset + case.person
    flares = 24.0 * rules.reporting_flare_delay * exponential(settings.seed, FLARES, person, case.arose)
    fades = 24.0 * rules.reporting_fade_delay * exponential(settings.seed, FADES, person, case.arose)
    case.state = ENDURED
    block.residents[case.person].endured = row + 1
    count(block, case, COUNT_ENDURED)
    tell(block, settings, case, hour, TOLD_ENDURES, 0.0)
    plan(block.heads, block.cases, row, FLARE if flares < fades else FADE, hour + 1 + int(min(flares, fades)))


@piece
def decide(block, settings, row, hour):
    """Report, settle between parties, or endure."""
    case, rules = block.cases[row], settings.rules[0]
    person, resident = settings.offset + case.person, block.residents[case.person]
    if uniform(settings.seed, REPORT, person, case.arose) < report_chance(block, settings, case, hour):
        note_report(block, row, hour)
        take_one(block, settings, row, hour)  # the values of the channels are those of the chance
    elif case.klass == HAZARD:
        hide(block, row)
    elif case.klass == DISPUTE and uniform(settings.seed, SETTLE, person, case.arose) < settle_chance(rules, resident):
        case.state, case.closed, case.resolved = SETTLED, hour, 1
        count(block, case, COUNT_SETTLED_BETWEEN)
        tell(block, settings, case, hour, TOLD_SETTLES, 0.0)
    else:
        endure(block, settings, row, hour)


@part
def note_report(block, row, hour):
    """Note that the matter is pursued from now on."""
    case = block.cases[row]
    case.reported, case.state = hour, UNDECIDED
    count(block, case, COUNT_REPORTED)


@piece
def forget(block, row):
    """The resident endures this case no longer."""
    resident = block.residents[block.cases[row].person]
    if resident.endured == row + 1:
        resident.endured = 0


@piece
def handle(block, settings, hour):
    """Decide on what arose, flared, faded or came back in this hour."""
    for k in range(drain(block.heads, block.cases, DECIDE, hour, block.found)):
        decide(block, settings, block.found[k], hour)
    for k in range(drain(block.heads, block.cases, FLARE, hour, block.found)):
        row = block.found[k]
        forget(block, row)
        tell(block, settings, block.cases[row], hour, TOLD_FLARES, 0.0)
        note_report(block, row, hour)
        choose(block, settings, row, hour)
    for k in range(drain(block.heads, block.cases, FADE, hour, block.found)):
        row = block.found[k]
        forget(block, row)
        block.cases[row].state, block.cases[row].closed = MOOT, hour
        count(block, block.cases[row], COUNT_FADED)
        tell(block, settings, block.cases[row], hour, TOLD_FADES, 0.0)
