"""Sessions: staff or a group and every party in one hour, booked with notice."""

from govsim.engine.agenda import plan
from govsim.engine.availability import FAR, first_meeting, first_open
from govsim.engine.casework.counting import count, tell
from govsim.engine.codes import (
    COUNT_SHUTTLE,
    GROUP,
    GROUP_MEET,
    MEET,
    SESSION,
    TOLD_BOOKED,
    TOLD_SHUTTLE,
)
from govsim.engine.compiled import piece

LONG = 8760


@piece
def seek_session(block, settings, row, notice, hour):
    """Begin to look for an hour that suits everybody, at least `notice` hours ahead."""
    case, rules = block.cases[row], settings.rules[0]
    case.state, case.shuttle = SESSION, 0
    case.seeking, case.earliest = hour, hour + int(notice)
    case.until = case.earliest + int(24.0 * rules.sessions_search)
    book(block, settings, row, hour)


@piece
def book(block, settings, row, hour):
    """Book the first joint hour from now on; without one, shuttle mediation. Booking again changes nothing."""
    case, rules = block.cases[row], settings.rules[0]
    begin = max(hour, case.earliest)
    due = first_meeting(settings, block.duty, case.desk, block.residents, case, begin)
    if due < FAR:
        case.shuttle = 0
        tell(block, settings, case, hour, TOLD_BOOKED, float(due))
    else:
        if case.shuttle == 0:
            count(block, case, COUNT_SHUTTLE)
        case.shuttle = 1
        begin = max(begin, case.earliest + int(24.0 * rules.sessions_shuttle_delay))
        due = first_open(settings, block.duty, case.desk, begin, begin + LONG)
        tell(block, settings, case, hour, TOLD_SHUTTLE, float(due))
    plan(block.heads, block.cases, row, MEET, due if due < FAR else begin + LONG)


@piece
def seek_group_session(block, settings, row, notice, hour):
    """Book the first hour in which the group meets and every party is free; False if there is none."""
    case, rules = block.cases[row], settings.rules[0]
    case.state = GROUP
    case.seeking, case.earliest = hour, hour + int(notice)
    case.until = case.earliest + int(24.0 * rules.sessions_search)
    due = first_meeting(settings, settings.group_open, 0, block.residents, case, case.earliest)
    if due >= FAR:
        return False
    plan(block.heads, block.cases, row, GROUP_MEET, due)
    tell(block, settings, case, hour, TOLD_BOOKED, float(due))
    return True
