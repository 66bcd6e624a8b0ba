"""Slow states between events: exact exponential relaxation to the resident's own baseline, computed when touched."""

import math

from govsim.engine.compiled import part, piece

HOURS_A_WEEK = 168.0


@part
def relaxed(value, baseline, rate, hours):
    """Return b + (x - b) exp(-rate t); rate per week, t in hours."""
    return baseline + (value - baseline) * math.exp(-rate * hours / HOURS_A_WEEK)


@part
def raised(value, gain, size):
    """Return x + gain (1 - x) y for a success of size y in [0, 1]."""
    return value + gain * (1.0 - value) * size


@part
def lowered(value, loss, size):
    """Return x - loss x y for a failure of size y in [0, 1]."""
    return value - loss * value * size


@piece
def touch(resident, rules, hour):
    """Bring a resident's slow states to this hour; touching more often changes nothing."""
    hours = float(hour - resident.touched)
    if hours <= 0.0:
        return
    kept = math.exp(-rules.trust_relaxation * hours / HOURS_A_WEEK)
    base, social = float(resident.baseline), float(resident.baseline_ties)
    resident.trust_workers = base + (float(resident.trust_workers) - base) * kept
    resident.trust_offices = base + (float(resident.trust_offices) - base) * kept
    resident.trust_group = base + (float(resident.trust_group) - base) * kept
    resident.ties = social + (float(resident.ties) - social) * kept
    resident.belonging = social + (float(resident.belonging) - social) * kept
    resident.efficacy = 0.5 + (float(resident.efficacy) - 0.5) * kept
    resident.touched = hour


@piece
def learn_workers(resident, rules, hour, good, size):
    """Move trust in workers after an experience of size `size` with them."""
    touch(resident, rules, hour)
    trust = float(resident.trust_workers)
    changed = raised(trust, rules.trust_gain, size) if good else lowered(trust, rules.trust_loss, size)
    resident.trust_workers = changed


@piece
def learn_offices(resident, rules, hour, good, size):
    """Move trust in offices after an experience with them."""
    touch(resident, rules, hour)
    trust = float(resident.trust_offices)
    changed = raised(trust, rules.trust_gain, size) if good else lowered(trust, rules.trust_loss, size)
    resident.trust_offices = changed


@piece
def learn_group(resident, rules, hour, good, size):
    """Move trust in the self-governance group after an experience with it."""
    touch(resident, rules, hour)
    trust = float(resident.trust_group)
    changed = raised(trust, rules.trust_gain, size) if good else lowered(trust, rules.trust_loss, size)
    resident.trust_group = changed


@piece
def learn_self(resident, rules, hour, good):
    """Move efficacy and belonging after an own case."""
    touch(resident, rules, hour)
    if good:
        resident.efficacy = raised(float(resident.efficacy), rules.trust_efficacy_gain, 1.0)
        resident.belonging = raised(float(resident.belonging), rules.trust_belonging_gain, 1.0)
    else:
        resident.efficacy = lowered(float(resident.efficacy), rules.trust_efficacy_gain, 1.0)
        resident.belonging = lowered(float(resident.belonging), rules.trust_belonging_gain, 1.0)
