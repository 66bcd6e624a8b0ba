"""What the trainer does: each a pure step from one state of the room to the next."""

from dataclasses import replace

from govsim.dashboard.classroom.room import PHASES, PLACES, RefusedError, Room, Sheet, Team, must_be_open

MOST_EXTRA = 30 * 60  # s that a phase can be extended by at a time
_SUBMITTED_LATER = PLACES["choose_2"]


def onward(room: Room, now: float) -> Room:
    """Go on to the next screen, at a phase's last one to the next phase; the last screen stays."""
    must_be_open(room)
    if room.step + 1 < len(room.now.screens):
        return replace(room, step=room.step + 1)
    return _entered(room, room.phase + 1, now) if room.phase + 1 < len(PHASES) else room


def back(room: Room, now: float) -> Room:
    """Go back one screen, at a phase's first one to the last of the phase before."""
    must_be_open(room)
    if room.step:
        return replace(room, step=room.step - 1)
    if not room.phase:
        return room
    before = _entered(room, room.phase - 1, now)
    return replace(before, step=len(before.now.screens) - 1)


def skip(room: Room, phase: str, now: float) -> Room:
    """Go to the first screen of any phase."""
    must_be_open(room)
    if phase not in PLACES:
        raise RefusedError("没有这个阶段。", "There is no such phase.")
    return _entered(room, PLACES[phase], now)


def lock(room: Room, locked: bool = True) -> Room:
    """Take no more predictions and choices in this phase, or take them again."""
    must_be_open(room)
    return replace(room, locked=locked)


def extend(room: Room, seconds: float, now: float) -> Room:
    """Give a phase more time, counted from now where its time is over."""
    must_be_open(room)
    if not 0 < seconds <= MOST_EXTRA:
        raise RefusedError("最多延长 30 分钟。", "30 minutes more at most.")
    return replace(room, ends=max(room.ends, now) + seconds)


def free(room: Room, name: int) -> Room:
    """Free a team's seat for another phone; what the team said and chose stays."""
    must_be_open(room)
    return room.with_team(replace(room.team(name), key=""))


def replaced(room: Room, name: int) -> Room:
    """Begin a team anew: the seat is free, and nothing of the team before is kept."""
    must_be_open(room)
    room.team(name)
    return room.with_team(Team(name))


def hide(room: Room, name: int, hidden: bool = True) -> Room:
    """Show a team on the big screen under its number instead of its name, or under its name again."""
    must_be_open(room)
    return room.with_team(replace(room.team(name), hidden=hidden))


def close(room: Room) -> Room:
    """End the class; nothing can be changed from then on."""
    return replace(room, closed=True)


def _entered(room: Room, phase: int, now: float) -> Room:
    """Begin a phase. The second round begins with what was chosen in the first."""
    entered = replace(room, phase=phase, step=0, locked=False, ends=now + 60 * PHASES[phase].minutes)
    if phase != _SUBMITTED_LATER:
        return entered
    return replace(entered, teams=tuple(_with_first_choice(team) for team in room.teams))


def _with_first_choice(team: Team) -> Team:
    first, second = team.rounds
    return replace(team, rounds=(first, replace(first, submitted=False))) if second == Sheet() else team
