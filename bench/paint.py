"""Explore in a real browser: `python bench/paint.py [--times 5] [--seconds 20]`.

From the start of `govsim dashboard` to the first picture of Explore in a browser that is open already: the recorded
one, which is shown while the program is loaded, and the first frame of the model. Then the first community of the
shipped subdistrict as it plays: frames a second, and how long a press of Pause and Play takes to show.
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.run import text  # noqa: E402 (found only through the path set above)
from bench.sections import Line, at_least, at_most  # noqa: E402 (as above)
from bench.sessions import Server  # noqa: E402 (as above)

SIZE = {"width": 1366, "height": 768}
PICTURE = "() => document.getElementById('g-prelude')?.dataset.shown"
FIRST = "() => window.__govsim && window.__govsim.frames > 0"
SPEEDS = 12, 168  # hours a second
PRESSES, BETWEEN = 20, 0.7  # presses, and the seconds between two
SHOWN = """async name => {
    const begun = performance.now(), play = document.querySelector('.gx-play');
    play.click();
    while (document.querySelector('.gx-play').getAttribute('aria-label') === name)
        await new Promise(requestAnimationFrame);
    return performance.now() - begun;
}"""


def main() -> int:
    """Measure, print, and return 1 if a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=20.0)
    chosen = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        lines = [*first_paint(browser, chosen.times), *playing(browser, chosen.seconds)]
        browser.close()
    print(*map(text, lines), sep="\n")
    return int(any(line.holds is False for line in lines))


def first_paint(browser: Browser, times: int) -> list[Line]:
    """From the start of the server to the first picture, and to the map's first frame."""
    answered, painted, playing = [], [], []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            with Server(Path(folder), loaded=False) as (port, _):
                answered.append(time.perf_counter() - begun)
                page = browser.new_page(viewport=SIZE)
                page.goto(f"http://127.0.0.1:{port}/explore?lang=en", wait_until="commit")
                page.wait_for_function(PICTURE)
                painted.append(time.perf_counter() - begun)
                page.wait_for_function(FIRST)
                playing.append(time.perf_counter() - begun)
                page.close()
    return [
        Line("server answers after the start, median", median(answered), "s"),
        at_most(f"first picture of Explore after the start, median of {times}", median(painted), 3, "s"),
        at_most("the same, the slowest", max(painted), 3, "s"),
        Line("first frame of the model after the start, median", median(playing), "s"),
    ]


def playing(browser: Browser, seconds: float) -> list[Line]:
    """Frames a second, and presses of Pause and Play meanwhile."""
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as (port, _):
        page = browser.new_page(viewport=SIZE)
        _open(page, port, "qiaosi")
        page.click(".gx-play[aria-label=Play]")
        page.wait_for_selector(".gx-play[aria-label=Pause]")
        rates = {speed: _rate(page, speed, seconds / len(SPEEDS)) for speed in SPEEDS}
        took = []
        for number in range(PRESSES):
            took.append(page.evaluate(SHOWN, "Pause" if number % 2 == 0 else "Play"))
            page.wait_for_timeout(1000 * BETWEEN)
    return [
        *(at_least(f"frames a second at {speed} hours a second", rate, 5, "1/s") for speed, rate in rates.items()),
        Line("press of Pause or Play until it shows, median", median(took), "ms"),
        at_most("the same, 95 of 100", quantiles(took, n=20)[-1], 300, "ms"),
    ]


def _rate(page: Page, speed: int, seconds: float) -> float:
    """Return the frames a second that the map draws at a speed in hours a second."""
    page.locator("label.gx-select:has-text('Speed') select").select_option(str(speed))
    page.wait_for_timeout(1000)
    before, begun = page.evaluate("window.__govsim.frames"), time.perf_counter()
    page.wait_for_timeout(1000 * seconds)
    return float(page.evaluate("window.__govsim.frames") - before) / (time.perf_counter() - begun)


def _open(page: Page, port: int, scenario: str) -> None:
    page.goto(f"http://127.0.0.1:{port}/explore?lang=en&scenario={scenario}")
    page.wait_for_function(FIRST)


if __name__ == "__main__":
    sys.exit(main())
