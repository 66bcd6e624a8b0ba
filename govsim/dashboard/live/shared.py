"""What Explore shares: the link, the scenario as a file, command and Python, and the page of the run."""

import base64
from typing import Any

import solara

from govsim.dashboard.live.opening import one_community
from govsim.dashboard.live.session import Session
from govsim.dashboard.own.differing import run_command, run_python, scenario_file
from govsim.dashboard.own.share import SharePanel, opened
from govsim.dashboard.own.shelf import shelf
from govsim.dashboard.view import View
from govsim.errors import GovsimError
from govsim.scenario import Scenario, load

_NAME = "govsim-scenario.toml"


@solara.component
def Shared(session: Session, view: View) -> None:
    """Draw the panel of what is played, if it is open."""
    wanted = solara.use_reactive(0)
    if not opened.value or session.told["place"].value is None:
        return
    name, told = session.wish.scenario, session.told["report"].value
    place, scenario = shelf.value.find(name), _asked(session)
    part = {} if session.wish.full else one_community(scenario)
    changes = {**part, **session.changes.value}
    seed = scenario.run.seed if session.wish.seed is None else session.wish.seed
    file = place.file if place else name

    def fetch(kind: str, number: int) -> None:
        wanted.value = number
        session.ask("report", view.lang, number)

    came = told is not None and told["number"] == wanted.value
    SharePanel(
        lang=view.lang, link=view.link(name, session.changes.value.items(), seed, session.wish.full),
        own=name[4:] if place else "", parts=_parts(file, scenario, changes, seed), reports=["page"],
        gift=_gift(told) if came else None, waiting=bool(wanted.value) and not came and session.notice.value is None,
        wrong=session.notice.value[view.lang] if wanted.value and session.notice.value else "", fetch=fetch,
    )  # fmt: skip


def _asked(session: Session) -> Scenario:
    return load(session.wish.file or session.wish.scenario)


def _parts(file: str, scenario: Scenario, changes: dict[str, Any], seed: int) -> list[dict[str, str]]:
    seeded = {**changes, "run.seed": seed} if seed != scenario.run.seed else changes
    parts = [{"kind": "command", "text": run_command(file, changes, seed)},
             {"kind": "python", "text": run_python(file, changes, seed)}]  # fmt: skip
    try:
        return [{"kind": "file", "name": _NAME, "text": scenario_file(file, scenario, seeded)}, *parts]
    except (GovsimError, LookupError, ValueError):  # a path that the page itself has refused
        return parts


def _gift(told: dict[str, Any]) -> dict[str, Any]:
    return {"number": told["number"], "name": f"govsim-week-{told['weeks']}.html", "mime": "text/html",
            "data": base64.b64encode(told["text"].encode()).decode()}  # fmt: skip
