"""The page 方案比较 Compare: options beside a baseline, paired runs that arrive, what they say."""

from pathlib import Path
from typing import Any

import solara
import solara.lab

from govsim import __version__
from govsim.dashboard.compare.choices import (
    DRAWS,
    MOST_MEASURES,
    MOST_OPTIONS,
    MOST_PRIMARY,
    RUNS,
    Spec,
    known,
    measures,
    places,
    source_of,
    spec_of,
)
from govsim.dashboard.compare.running import Picture, leave, picture, start, stop
from govsim.dashboard.compare.sharing import Shared, command
from govsim.dashboard.compare.showing import shown
from govsim.dashboard.own.page import Awaited, OwnDialog, show_dialog
from govsim.dashboard.own.share import show_panel
from govsim.dashboard.own.shelf import is_awaited, own_places
from govsim.dashboard.texts import Words
from govsim.dashboard.view import View, use_view
from govsim.engine.compiled import is_stored
from govsim.errors import GovsimError
from govsim.measures import outcomes_known
from govsim.scenario import load

TEXTS = Path(__file__).with_name("texts.toml")
LIMITS = {"options": MOST_OPTIONS, "measures": MOST_MEASURES, "primary": MOST_PRIMARY}


@solara.component_vue("setup.vue", vuetify=False)
def _Setup(
    words: dict[str, str], lang: str, setup: dict[str, Any], hours: list[Any] | None, running: bool, begun: bool,
    event_start: Any, event_stop: Any, event_own: Any, event_share: Any,
) -> None:  # fmt: skip
    """Draw what is to be compared (setup.vue)."""


@solara.component_vue("result.vue", vuetify=False)
def _Result(
    words: dict[str, str], question: str, status: dict[str, Any] | None, result: dict[str, Any] | None, projector: bool
) -> None:
    """Draw how far the comparison has come, and what it says (result.vue)."""


@solara.component
def Compare() -> None:
    """Draw what the address asks to compare, and the comparison that was begun from it."""
    view = use_view()
    words = Words(TEXTS, view.lang)
    spec = spec_of(view)
    latest = picture.value
    mine = latest if latest is not None and latest.spec == spec else None
    result = solara.use_memo(lambda: shown(mine, view.lang) if mine and mine.found else None, [mine, view.lang])
    setup = solara.use_memo(lambda: _setup(spec, view), [spec, view, own_places()])
    if is_awaited(spec.scenario):
        Awaited(view)
        OwnDialog(view)
        return
    OwnDialog(view)
    Shared(spec, mine, view)
    with solara.Div(classes=["c-page"]):
        if not (view.projector and result):
            _Setup(
                words=words.all(), lang=view.lang, setup=setup, hours=result["hours"] if result else None,
                begun=mine is not None, running=mine is not None and mine.state == "running",
                event_start=lambda _: start(spec), event_stop=lambda _: stop(), event_own=show_dialog,
                event_share=show_panel,
            )  # fmt: skip
        _Result(words=words.all(), question=setup["about"].get("question", ""), status=_status(mine, view.lang),
                result=result, projector=view.projector)  # fmt: skip


@solara.lab.on_kernel_start
def _leave_with_page() -> Any:
    """End a comparison when its page is closed."""
    return leave


def _setup(spec: Spec, view: View) -> dict[str, Any]:
    """Return what can be chosen, what is chosen, and the addresses and the command that go with it."""
    lang = view.lang
    offered = measures(spec.scenario, lang)
    known = {row["id"]: row for row in offered}
    options = [[known.get(name, {"id": name, "name": name, "words": name, "own": True}) for name in option]
               for option in spec.options]  # fmt: skip
    return {
        "scenario": spec.scenario, "about": _about(spec, lang), "places": list(places(lang)), "measures": list(offered),
        "options": options, "primary": list(spec.primary), "runs": spec.runs, "draws": spec.draws, "seed": spec.seed,
        "matters": dict(spec.matters), "changes": [f"{path}={value}" for path, value in spec.changes],
        "outcomes": [{"id": name, "name": each.label[lang], "unit": each.unit[lang], "points": each.points[lang],
                      "headline": each.headline} for name, each in outcomes_known().items()],
        "each_runs": sorted({*RUNS, spec.runs}), "each_draws": sorted({*DRAWS, spec.draws}), "limits": LIMITS,
        "fixed": view.address(rest=[]), "version": __version__, "command": command(spec),
    }  # fmt: skip


def _about(spec: Spec, lang: str) -> dict[str, Any]:
    """Return the place in words: title, question, source, residents, weeks; what is wrong where it cannot be had."""
    try:
        source = source_of(spec.scenario)
        for option in spec.options:
            spec.which(option)
        found = (load(source, spec.every) if spec.every else None) or known(spec.scenario)
        assert found is not None
    except GovsimError as error:
        return {"wrong": error.text(lang)}
    return {"title": found.word(lang), "question": found.question.word(lang), "row": found.source.row,
            "residents": found.place.residents, "weeks": found.run.weeks, "start": found.run.start.isoformat(),
            "seed": found.run.seed, "price": found.budget.price_hour}  # fmt: skip


def _status(mine: Picture | None, lang: str) -> dict[str, Any] | None:
    if mine is None:
        return None
    waiting = mine.state == "running" and not mine.done
    return {
        "state": mine.state, "done": mine.done, "all": mine.all, "pairs": mine.pairs, "runs": mine.spec.runs,
        "compiling": waiting and not is_stored(), "left": None if mine.left is None else round(mine.left),
        "drawn": mine.drawn, "draws": mine.spec.draws, "failed": len(mine.failures),
        "failures": [{"scenario": each.scenario, "seed": each.key.seed, "reason": each.reason}
                     for each in mine.failures[:20]],
        "wrong": mine.wrong[0 if lang == "zh" else 1] if mine.wrong else "",
    }  # fmt: skip
