"""The first picture of Explore: it shows while the program is loaded, is what the page shows then, and goes."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from govsim.dashboard.prelude import HERE

RECORDED = """([text, selector]) => [...new DOMParser().parseFromString(text, 'text/html').querySelectorAll(selector)]
    .map(each => each.textContent.replace(/\\s+/g, ' ').trim())"""
SHOWN = """selector => [...document.querySelectorAll(selector)]
    .map(each => each.textContent.replace(/\\s+/g, ' ').trim())"""
LINE = "document.querySelector('.gx-series polyline.lbase').getAttribute('points')"
PARTS = (".g-bar", ".gx-figures header", ".gx-row", ".gx-figures footer", ".gx-series header h3", ".gx-maphead")
PLAYS = "() => window.__govsim && window.__govsim.frames > 0"
PATIENCE, START = 120_000, 60  # ms, s
AGAIN = "record it again: python -m govsim.dashboard.prelude.recording"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_what_the_page_shows_first(visit, lang):
    page = visit(f"/explore?lang={lang}&theme=light")
    page.wait_for_function(PLAYS)
    page.wait_for_function(f"({LINE} || '').length > 9")
    recorded = (HERE / f"explore.{lang}.html").read_text(encoding="utf-8")
    for part in PARTS:
        shown = page.evaluate(SHOWN, part)
        assert shown and shown == page.evaluate(RECORDED, [recorded, part]), AGAIN
    assert page.evaluate(LINE) in recorded, AGAIN


def test_it_goes_when_the_model_plays_and_the_page_can_be_used(visit):
    page = visit("/explore?lang=en")
    page.wait_for_function(PLAYS)
    page.wait_for_selector("#g-prelude", state="detached")
    page.click(".gx-controls .gx-play")  # nothing lies over it


def test_doors_are_those_of_the_page(visit):
    page = visit("/?lang=en&theme=light")
    page.wait_for_selector(".g-doors-card")
    recorded = (HERE / "doors.en.html").read_text(encoding="utf-8")
    assert page.evaluate(SHOWN, ".g-doors") == page.evaluate(RECORDED, [recorded, ".g-doors"]), AGAIN


@pytest.mark.parametrize("name", [path.name for path in sorted(HERE.glob("*.html"))])
def test_recorded_markup_holds_no_program(name):
    text = (HERE / name).read_text(encoding="utf-8")
    assert len(text) > 1000
    assert not re.search(r"<script|<iframe|\son\w+=|javascript:|https?://(?!www\.w3\.org)", text)


def test_it_shows_while_the_program_is_loaded_and_then_gives_way(tmp_path, chromium):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "govsim", "dashboard", "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    server = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL)
    wrong: list[str] = []
    page = chromium.new_page()
    try:
        _answers(port)
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"http://127.0.0.1:{port}/explore?lang=en", wait_until="commit")
        page.wait_for_selector("#g-prelude[data-shown]", state="attached", timeout=PATIENCE)
        assert page.query_selector("#app") is None  # nothing of the page itself is there yet
        page.wait_for_function(PLAYS, timeout=PATIENCE)
        page.wait_for_selector("#g-prelude", state="detached", timeout=PATIENCE)
        assert wrong == []
    finally:
        page.close()
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0


def _answers(port: int) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < START:
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("the server did not answer")
