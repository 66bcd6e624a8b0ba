"""Knowing a worker: made by meeting, lost after an exponential time, so that no event is needed to forget."""

from govsim.engine.compiled import piece
from govsim.engine.randomness import exponential, purpose, uniform

ACQUAINTED, FORGETS = purpose("contact.acquainted"), purpose("contact.forgets")
HOURS_A_YEAR = 8766.0


@piece
def get_acquainted(settings, resident, person, hour, chance):
    """Remember the worker with some chance, for an exponential time."""
    resident.last_contact = hour
    if resident.known_until > hour:
        return  # they know each other; an exponential time has no memory, so meeting again changes nothing
    if uniform(settings.seed, ACQUAINTED, person, hour) < chance:
        loss = settings.rules[0].field_acquaintance_loss
        stays = exponential(settings.seed, FORGETS, person, hour) * HOURS_A_YEAR
        until = hour + int(stays / loss) if loss > 0.0 else 1 << 30
        resident.known_until = until
