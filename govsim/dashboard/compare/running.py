"""One comparison for each open page: begun, watched while its pairs arrive, stopped, ended with the page."""

import threading
import time
from dataclasses import dataclass, field, replace
from typing import Literal

import solara

from govsim.analysis import Comparison
from govsim.comparison import Begun, Failure, begun
from govsim.comparison.comparing import Summaries
from govsim.dashboard import work
from govsim.dashboard.compare.choices import Spec, source_of
from govsim.dashboard.crew import Work
from govsim.errors import GovsimError
from govsim.measures import PLACE

State = Literal["running", "done", "stopped", "failed"]
FEWEST = 5  # pairs from which intervals are shown
_PAUSE = 0.4  # seconds between two pictures, and a fifth of the time goes into them at most


@dataclass(frozen=True, eq=False)
class Picture:
    """How far a comparison has come. `left`: seconds, None while nobody can tell; `wrong`: why it failed, zh and en."""

    spec: Spec
    state: State
    done: int = 0
    all: int = 0
    pairs: int = 0
    left: float | None = None
    found: Comparison | None = None
    drawn: int = 0  # assumption draws that have arrived
    differences: tuple[dict[str, list[float]], ...] = ()  # of each option: outcome -> difference of each pair
    failures: tuple[Failure, ...] = ()
    wrong: tuple[str, str] | None = None
    work: Work | None = None


@dataclass(frozen=True, eq=False)
class Running:
    """A comparison under way and the thread that collects it."""

    spec: Spec
    comparison: Begun
    work: Work
    begin: float = field(default_factory=time.monotonic)
    left: threading.Event = field(default_factory=threading.Event)  # the page is closed: nobody looks any more


picture: solara.Reactive[Picture | None] = solara.reactive(None)
running: solara.Reactive[Running | None] = solara.reactive(None)


def start(spec: Spec) -> None:
    """Begin a comparison in the place of the one before."""
    stop()
    try:
        comparison = begun(
            source_of(spec.scenario), *(spec.which(option) for option in spec.options), runs=spec.runs,
            assumptions=spec.draws, primary=spec.primary, matters=dict(spec.matters), changes=spec.every,
        )  # fmt: skip
    except GovsimError as error:
        picture.value = Picture(spec, "failed", wrong=(error.text("zh"), error.text("en")))
        return
    jobs = comparison.jobs()
    under_way = Running(spec, comparison, work.crew().perform(jobs))
    picture.value = Picture(spec, "running", all=len(jobs), work=under_way.work)
    running.value = under_way
    threading.Thread(target=_collect, args=(under_way, len(jobs)), daemon=True).start()


def stop() -> None:
    """Stop the comparison; what is done is kept and shown."""
    under_way = running.value
    if under_way is not None:
        work.crew().stop(under_way.work)
        running.value = None


def leave() -> None:
    """End the comparison of a page that is closed."""
    under_way = running.peek()
    if under_way is not None:
        under_way.left.set()
        work.crew().stop(under_way.work)


def _collect(under_way: Running, number: int) -> None:
    """Take what arrives, and draw a picture now and then."""
    done, due = 0, 0.0
    for result in under_way.work:
        under_way.comparison.take(result)
        done += 1
        now = time.monotonic()
        if now >= due and done < number:
            _show(under_way, "running", done, number)
            due = time.monotonic() + max(_PAUSE, 4 * (time.monotonic() - now))
    if not under_way.left.is_set():
        _show(under_way, "done" if done == number else "stopped", done, number)
        if running.peek() is under_way:
            running.value = None


def _show(under_way: Running, state: State, done: int, number: int) -> None:
    """Draw a picture, unless another comparison was begun meanwhile."""
    now = picture.peek()
    if now is not None and now.work is under_way.work:
        picture.value = _pictured(under_way, state, done, number)


def _pictured(under_way: Running, state: State, done: int, number: int) -> Picture:
    comparison = under_way.comparison
    options = range(1, len(under_way.spec.options) + 1)
    pairs = [comparison.pairs(option) for option in options]
    least = min(len(base) for base, _ in pairs)
    failures = tuple(comparison.found.failures)
    left = (time.monotonic() - under_way.begin) / done * (number - done) if done >= FEWEST else None
    shown = Picture(
        under_way.spec, state, done, number, least, left, failures=failures, drawn=_drawn(comparison),
        work=under_way.work,
    )  # fmt: skip
    if not least:
        return replace(shown, wrong=_reason(failures), state="failed" if state == "done" else state)
    differences = tuple(_differences(base, other) for base, other in pairs)
    return replace(shown, found=comparison.compared(), differences=differences)


def _differences(base: Summaries, other: Summaries) -> dict[str, list[float]]:
    """Return the difference of each pair, for every outcome of the place."""
    both = list(zip(base, other, strict=True))
    return {name: [after[PLACE][name] - before[PLACE][name] for before, after in both] for name in base[0][PLACE]}


def _drawn(comparison: Begun) -> int:
    return len({key.draw for key in comparison.found.done if key.draw >= 0})


def _reason(failures: tuple[Failure, ...]) -> tuple[str, str] | None:
    if not failures:
        return None
    reasons = "; ".join(sorted({failure.reason for failure in failures}))
    return f"没有一对模拟完成：{reasons}", f"No pair of runs was completed: {reasons}"

