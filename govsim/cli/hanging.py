"""What `describe --assumed` prints: which headline outcomes move with each assumed setting."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govsim.cli.session import Session

if TYPE_CHECKING:
    from govsim.own_place import Hanging
    from govsim.scenario import Scenario


@dataclass(frozen=True)
class Hangs:
    """What hangs on what, and what could not be varied."""

    found: "list[Hanging]"
    unvaried: list[str]

    def lines(self, session: Session) -> list[str]:
        """Return it in words, what moves most outcomes first."""
        from govsim.own_place.hanging import RESIDENTS, SEEDS, WEEKS

        side = 0 if session.lang == "zh" else 1
        head = session.say("hanging.head", residents=RESIDENTS, weeks=WEEKS, seeds=SEEDS)
        lines = ["", head]
        moving = sorted((each for each in self.found if each.moved), key=lambda each: -len(each.moved))
        for each in moving:
            ends = f"{each.low[side]} → {each.high[side]}"
            said = f"{each.name[side]}（{ends}）" if session.lang == "zh" else f"{each.name[side]} ({ends})"
            lines += [f"  {said}", *(f"      {row}" for row in _moved(session, each))]
        comma = "、" if session.lang == "zh" else ", "
        still = [each.name[side] for each in self.found if not each.moved]
        lines += [session.say("hanging.still", names=comma.join(still))] if still else []
        lines += [session.say("hanging.unvaried", names=comma.join(self.unvaried))] if self.unvaried else []
        return [*lines, session.say("hanging.limits")]

    def document(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        rows = [
            {
                "paths": list(each.paths), "zh": each.name[0], "en": each.name[1], "low_end": each.low[1],
                "high_end": each.high[1], "moved": {
                    name: {"below": row.base, "above": row.other, "difference": row.difference, "low": row.low,
                           "high": row.high, "runs": row.runs}
                    for name, row in each.moved.items()
                },
            }
            for each in self.found
        ]  # fmt: skip
        return {"settings": rows, "not_varied": self.unvaried}


def hanging_on(session: Session, scenario: "Scenario") -> Hangs:
    """Do the trial runs."""
    from govsim.own_place import hanging

    session.announce_compiling()
    with session.progress(session.say("hanging.progress")) as bar:
        return Hangs(*hanging(scenario, progress=bar))


def _moved(session: Session, each: "Hanging") -> list[str]:
    from govsim.analysis import number
    from govsim.measures import outcomes_known

    known, lang = outcomes_known(), session.lang
    return [
        f"{known[name].label[lang]} {number(row.base)} → {number(row.other)} {known[name].unit[lang]}"
        for name, row in each.moved.items()
    ]
