"""Who is free when. One rule, whoever asks: visits, contacts, sessions.

A resident is free in an hour iff sqrt(rho) z[person, part of the week] + sqrt(1 - rho) e[person, stretch of hours] is
below the normal quantile of the tabulated probability: the marginal stays exact, and free time persists over weeks.
"""

import math

from govsim.engine.compiled import part, piece
from govsim.engine.randomness import normal, purpose, uniform

HABIT, WEEK = purpose("availability.habit"), purpose("availability.week")
ATTEMPT, LEAVE, CALL = purpose("contact.attempt"), purpose("sessions.leave"), purpose("contact.call")
NEVER = -8.0  # quantile below which an hour is never free
FAR = 1 << 30
MANY = 1048576  # occasions of one case are numbered arose * MANY + k


@part
def latent(settings, person, hour):
    """Return the person's standard normal latent number in this stretch of hours."""
    rho = settings.rules[0].availability_persistence
    habit = normal(settings.seed, HABIT, person, settings.draw_class[hour])
    week = normal(settings.seed, WEEK, person, settings.draw_block[hour])
    return math.sqrt(rho) * habit + math.sqrt(1.0 - rho) * week


@piece
def is_free(settings, person, schedule, hour):
    """Whether the person is free to meet somebody in this hour."""
    limit = settings.free[schedule, settings.week_hour[hour]]
    return limit > NEVER and latent(settings, person, hour) < limit


@part
def believes_open(settings, duty, desk, aware, week_hour):
    """Return how much a resident believes that the desk is open in an hour of the week, 0 to 1."""
    if not aware:
        return settings.belief[week_hour]
    if duty[desk, week_hour] > 0.0:
        return 1.0
    return settings.rules[0].contact_belief_aware if settings.belief[week_hour] > 0.0 else 0.0


@piece
def first_attempt(settings, duty, resident, person, case, hour):
    """Return the first hour from `hour` on and before `case.until` when the resident goes to the desk; FAR if none.

    She is free, and a draw of (case, hour) is below attempt rate times belief. `case.aware`: she knows the roster.
    The draw comes first because it takes less time, and most hours fail it.
    """
    rate = settings.rules[0].contact_attempt_rate
    stretch, level = -1, 0.0
    while hour < case.until:
        week_hour = settings.week_hour[hour]
        limit = settings.free[resident.schedule, week_hour]
        chance = rate * believes_open(settings, duty, case.desk, case.aware == 1, week_hour)
        if chance > 0.0 and limit > NEVER:
            if uniform(settings.seed, ATTEMPT, person, case.arose * MANY + hour) < chance:
                if settings.draw_block[hour] != stretch:
                    stretch, level = settings.draw_block[hour], latent(settings, person, hour)
                if level < limit:
                    return hour
        hour += 1
    return FAR


@piece
def first_call(settings, resident, person, case, hour):
    """Return the first hour from `hour` on and before `case.until` in which the resident phones; FAR if none."""
    rate = settings.rules[0].availability_phone_attempt
    while hour < case.until:
        chance = rate * settings.phone[resident.schedule, settings.week_hour[hour]]
        if chance > 0.0 and uniform(settings.seed, CALL, person, case.arose * MANY + hour) < chance:
            return hour
        hour += 1
    return FAR


@piece
def first_visit(settings, open_hours, row, resident, person, case, hour):
    """Return the first hour before `case.until` in which the counter is open and the resident free; FAR if none."""
    stretch, level = -1, 0.0
    while hour < case.until:
        week_hour = settings.week_hour[hour]
        limit = settings.free[resident.schedule, week_hour]
        if open_hours[row, week_hour] >= 0.5 and limit > NEVER:
            if settings.draw_block[hour] != stretch:
                stretch, level = settings.draw_block[hour], latent(settings, person, hour)
            if level < limit:
                return hour
        hour += 1
    return FAR


@part
def takes_leave(settings, person, case, hour):
    """Whether a party takes this day off for the session: never in the first days of the search."""
    rules = settings.rules[0]
    if hour < case.seeking + rules.sessions_leave_after:
        return False
    return uniform(settings.seed, LEAVE, person, case.arose * MANY + hour // 24) < rules.sessions_leave_chance


@piece
def comes(settings, person, schedule, case, hour):
    """Whether a party can come to a session in this hour."""
    if is_free(settings, person, schedule, hour):
        return True
    limit = settings.free[schedule, settings.week_hour[hour]]
    return limit > NEVER and takes_leave(settings, person, case, hour)


@piece
def first_open(settings, open_hours, row, hour, last):
    """Return the first hour before `last` of which at least half is open in row `row`; FAR if none."""
    while hour < last:
        if open_hours[row, settings.week_hour[hour]] >= 0.5:
            return hour
        hour += 1
    return FAR


@piece
def first_meeting(settings, open_hours, row, residents, case, hour):
    """Return the first hour from `hour` on and before `case.until` with staff there and every party; FAR if none.

    `case.other` < 0: the second party is an organisation, which comes whenever staff is on duty.
    """
    person, other = case.person, case.other
    while hour < case.until:
        if open_hours[row, settings.week_hour[hour]] >= 0.5:
            if comes(settings, settings.offset + person, residents[person].schedule, case, hour):
                if other < 0 or comes(settings, settings.offset + other, residents[other].schedule, case, hour):
                    return hour
        hour += 1
    return FAR
