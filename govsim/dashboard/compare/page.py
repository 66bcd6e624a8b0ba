"""The page 方案比较 Compare: options beside a baseline, paired runs that arrive, what they say."""

import shlex
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
    measures,
    places,
    shipped,
    spec_of,
)
from govsim.dashboard.compare.running import Picture, leave, picture, start, stop
from govsim.dashboard.compare.showing import shown
from govsim.dashboard.texts import Words
from govsim.dashboard.view import View, use_view
from govsim.engine.compiled import is_stored
from govsim.errors import GovsimError
from govsim.measures import outcomes_known
from govsim.scenario import load, shipped_ids

TEXTS = Path(__file__).with_name("texts.toml")
LIMITS = {"options": MOST_OPTIONS, "measures": MOST_MEASURES, "primary": MOST_PRIMARY}


@solara.component_vue("setup.vue", vuetify=False)
def _Setup(
    words: dict[str, str], lang: str, setup: dict[str, Any], hours: list[Any] | None, running: bool, begun: bool,
    event_start: Any, event_stop: Any,
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
    setup = solara.use_memo(lambda: _setup(spec, view), [spec, view])
    with solara.Div(classes=["c-page"]):
        if not (view.projector and result):
            _Setup(
                words=words.all(), lang=view.lang, setup=setup, hours=result["hours"] if result else None,
                begun=mine is not None, running=mine is not None and mine.state == "running",
                event_start=lambda _: start(spec), event_stop=lambda _: stop(),
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
        if spec.scenario not in shipped_ids():
            raise GovsimError(f"没有情景 {spec.scenario}。", f"There is no scenario {spec.scenario}.")
        found = load(spec.scenario, spec.every) if spec.every else shipped(spec.scenario)
    except GovsimError as error:
        return {"wrong": error.text(lang)}
    return {"title": found.word(lang), "question": found.question.word(lang), "row": found.source.row,
            "residents": found.place.residents, "weeks": found.run.weeks, "start": found.run.start.isoformat(),
            "seed": found.run.seed}  # fmt: skip


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


def command(spec: Spec) -> str:
    """Return the command line that does the same comparison."""
    words = ["govsim", "compare", spec.scenario]
    for option in spec.options:
        which = spec.which(option)
        words.append(which if isinstance(which, str) else "".join(f"+{path}={_text(value)}" for path, value in
                                                                  which.items()))  # fmt: skip
    words += ["--runs", str(spec.runs), *(["--assumptions", str(spec.draws)] if spec.draws else [])]
    words += [] if spec.seed is None else ["--seed", str(spec.seed)]
    words += [word for name in spec.primary for word in ("--primary", name)]
    words += [word for name, size in spec.matters for word in ("--matters", f"{name}={size:g}")]
    return shlex.join(words + [word for path, value in spec.changes for word in ("--set", f"{path}={value}")])


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
