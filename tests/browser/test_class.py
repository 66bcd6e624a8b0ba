"""A class from the first seat to the last question: a trainer, three phones, a restart in the middle."""

import csv
import http.client
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

HOST = "127.0.0.2"
START = 180  # s
PATIENCE = 120_000  # ms
ROOT = Path(__file__).parents[2]
TEAMS, RUNS = 3, 2
PAYLOAD = "<img src=x onerror=window.hurt=1>{{constructor.constructor('window.hurt=1')()}}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Class:
    """`govsim dashboard --class` in a process of its own, on an address of loopback that stands for the network."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.address, self.room_folder = f"http://{HOST}:{self.port}", folder / "room"
        self.begin()

    def begin(self) -> None:
        """Start the server, and wait until it answers."""
        settings = {"--address": HOST, "--port": self.port, "--lesson": "L2", "--teams": TEAMS, "--runs": RUNS,
                    "--room": self.room_folder}  # fmt: skip
        command = [sys.executable, "-m", "govsim", "--lang", "en", "dashboard", "--class",
                   *(str(word) for pair in settings.items() for word in pair)]  # fmt: skip
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
        self.said = self.folder / f"said-{time.time_ns()}.txt"
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                command, stdout=said, stderr=subprocess.STDOUT, env=environment, cwd=self.folder
            )
        begin = time.monotonic()
        while time.monotonic() - begin < START and self.process.poll() is None:
            try:
                if self.asked("/healthz").status == 200:
                    return
            except OSError:
                time.sleep(0.2)
        self.process.kill()
        raise AssertionError(f"the server did not start:\n{self.said.read_text()}")

    def kill(self) -> None:
        """End the server without a word, as a power cut does."""
        self.process.kill()
        self.process.wait(60)

    @property
    def kept(self) -> dict[str, Any]:
        """The room as it lies in its folder."""
        return json.loads((self.room_folder / "room.json").read_text(encoding="utf-8"))["room"]

    def asked(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """Return the answer to a request with the given headers."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        connection.request("GET", path, headers={"Host": f"{HOST}:{self.port}", **headers})
        answer = connection.getresponse()
        answer.read()
        return answer


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """The class that the tests of this file share."""
    made = Class(tmp_path_factory.mktemp("class"))
    yield made
    made.process.send_signal(signal.SIGTERM)
    try:
        assert made.process.wait(60) == 0
    finally:
        made.process.kill()
        assert "Traceback" not in made.said.read_text(encoding="utf-8")


class Room:
    """Browsers in the room; what goes wrong in any of them is noted, but while the server is down."""

    def __init__(self, held: Class, chromium: Browser) -> None:
        self.held, self.chromium = held, chromium
        self.wrong: list[str] = []
        self.down = False
        self.contexts: list[BrowserContext] = []

    def enter(self, path: str, width: int = 360, height: int = 640, context: BrowserContext | None = None) -> Page:
        """Open an address, in a browser of its own or in another tab of one."""
        if context is None:
            context = self.chromium.new_context(viewport={"width": width, "height": height})
            self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: self.note(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.note(str(error)))
        page.on("request", lambda asked: None if self.is_own(asked.url) else self.wrong.append(asked.url))
        page.goto(f"{self.held.address}{path}")
        return page

    def note(self, text: str) -> None:
        if not self.down:
            self.wrong.append(text)

    def is_own(self, url: str) -> bool:
        return bool(re.match(rf"(http|ws)://{re.escape(HOST)}:{self.held.port}/|data:|blob:", url))

    def trainer(self, path: str = "/class?as=trainer&lang=en") -> Page:
        """Come in with the trainer's word."""
        page = self.enter(path, 1366, 768)
        page.fill(".k-card input", self.held.kept["word"])
        page.click(".k-card button")
        return page


@pytest.fixture
def room(held: Class, chromium: Browser) -> Iterator[Room]:
    """The room, empty of browsers; in the end no page had an error or asked another host for anything."""
    made = Room(held, chromium)
    yield made
    for context in made.contexts:
        context.close()
    assert made.wrong == []


def fits(page: Page) -> None:
    """Check that a phone's page has no horizontal scroll."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("document.querySelector('.k-alone').scrollWidth") <= 360


def sit(room: Room, number: int, lang: str = "en") -> Page:
    """Scan the code, take a free seat and a role."""
    phone = room.enter(f"/class?room={room.held.kept['code']}&lang={lang}")
    phone.locator(".k-pick:not([disabled])").first.click()
    phone.locator(".k-role").nth(number).click()
    expect(phone.locator(".k-rolecard")).to_be_visible()
    fits(phone)
    return phone


def onward(trainer: Page, screen: Page, name: str) -> None:
    """Press Next and wait for the big screen."""
    trainer.click(".k-next")
    expect(screen.locator(f".k-stage.on-{name}")).to_be_visible()


def forecast(phone: Page, side: int) -> None:
    """Answer all questions of the prediction."""
    expect(phone.locator(".k-predict")).to_be_visible()
    for ask in phone.locator(".k-predict fieldset").all():
        ask.locator(".k-three button").nth(side).click()
        if side != 1:
            ask.locator(".k-size input").fill("3.5")
        ask.locator(".k-sure button").nth(1).click()
    fits(phone)
    phone.click(".k-send")
    expect(phone.locator(".k-state")).to_be_visible()


def pick(phone: Page, number: int) -> None:
    """Take one step more of a measure and wait until that is kept."""
    expect(phone.locator(".k-option").first).to_be_visible()
    option = phone.locator(".k-option").nth(number)
    option.locator("button").last.click()
    expect(option).to_have_class(re.compile(r"\bon\b"))


def test_a_whole_lesson_with_a_restart_in_the_middle(held: Class, room: Room):
    trainer = room.trainer()
    expect(trainer.locator(".k-next")).to_be_visible()
    screen = room.enter("/class?as=screen&lang=en", context=trainer.context)
    screen.set_viewport_size({"width": 1920, "height": 1080})
    screen.wait_for_function("document.querySelector('.k-join img')?.naturalWidth > 0")
    expect(screen.locator(".k-code")).to_have_text(" ".join(held.kept["code"]))

    phones = [sit(room, number, "zh" if number == 2 else "en") for number in range(TEAMS)]
    expect(screen.locator(".k-taken .k-count")).to_have_text("3 of 3 seated")
    expect(trainer.locator(".k-seats li.joined")).to_have_count(3)

    onward(trainer, screen, "story")
    onward(trainer, screen, "question")
    for side, phone in enumerate(phones):
        forecast(phone, side)
    expect(screen.locator(".k-count")).to_have_text("3 of 3 predicted")
    trainer.click(".k-lock")
    expect(phones[0].locator(".k-send")).to_have_count(0)

    onward(trainer, screen, "budget")
    for number, phone in enumerate(phones):
        pick(phone, 0 if number < 2 else 2)
        fits(phone)
    expect(phones[0].locator(".k-spent")).to_contain_text("15 of 80")
    phones[1].wait_for_timeout(800)  # the draft is sent after a moment without a change
    phones[1].reload()
    expect(phones[1].locator(".k-option.on")).to_have_count(1)
    second = room.enter("/?lang=en", context=phones[1].context)
    expect(second.locator(".k-option.on")).to_have_count(1)
    second.close()
    for phone in phones[:2]:
        phone.click(".k-send")
        expect(phone.locator(".k-back")).to_be_visible()

    before = held.kept
    room.down = True
    held.kill()
    held.begin()
    for page in (trainer, screen, *phones):
        expect(page.locator(".k-offline, .k-phone [role=status], .v-overlay--active")).to_have_count(0)
    expect(phones[0].locator(".k-back")).to_be_visible()
    expect(phones[2].locator(".k-option.on")).to_have_count(1)
    expect(screen.locator(".k-stage.on-budget")).to_be_visible()
    expect(trainer.locator(".k-seats li.joined")).to_have_count(3)
    room.down = False
    assert held.kept == before

    phones[2].click(".k-send")
    expect(trainer.locator(".k-progress")).to_contain_text("Submitted 3/3, computed 3/3")
    for phone in phones:
        expect(phone.locator(".k-own")).to_have_count(0)

    onward(trainer, screen, "predictions")
    expect(screen.locator(".k-bar li:not(.none)")).to_have_count(3 * screen.locator(".k-predictions section").count())
    onward(trainer, screen, "result")
    expect(phones[0].locator(".k-fared")).to_be_visible()
    expect(phones[0].locator(".k-own")).to_have_count(0)
    onward(trainer, screen, "surprise")
    onward(trainer, screen, "points")
    expect(screen.locator(".k-plot .now circle")).to_have_count(3)
    place = "all => all.map(each => each.getAttribute('cx') + ' ' + each.getAttribute('cy'))"
    assert len(set(screen.eval_on_selector_all(".k-plot .now circle", place))) == 2  # two teams chose the same
    for phone in phones:
        expect(phone.locator(".k-own li").first).to_be_visible()
        fits(phone)

    onward(trainer, screen, "budget")
    for number, phone in enumerate(phones):
        pick(phone, 3 if number else 1)
        phone.click(".k-send")
        expect(phone.locator(".k-back")).to_be_visible()
    expect(trainer.locator(".k-progress")).to_contain_text("computed 3/3")
    onward(trainer, screen, "arrows")
    expect(screen.locator(".k-plot .arrow")).to_have_count(3)
    onward(trainer, screen, "burden")
    expect(screen.locator(".k-burden thead th")).to_have_count(3)

    onward(trainer, screen, "case_earlier")
    expect(screen.locator(".k-case section")).to_have_count(2)
    assert screen.locator(".k-case li.own").count() > 0
    main = screen.locator(".k-stage main")
    assert main.evaluate("main => main.scrollHeight <= main.clientHeight")
    onward(trainer, screen, "case_later")
    onward(trainer, screen, "debrief_1")
    for phone, text in zip(phones, (PAYLOAD, "=1+1", "平常的一句话"), strict=True):
        phone.locator("textarea").first.fill(text)
        phone.locator(".k-answers .g-button").first.click()
    expect(screen.locator(".k-debrief li")).to_have_count(3)
    expect(screen.locator(".k-debrief li span").first).to_have_text(PAYLOAD)
    for page in (screen, trainer, *phones):
        assert page.evaluate("window.hurt") is None
    for name in ("debrief_2", "debrief_3", "limits"):
        onward(trainer, screen, name)
    with trainer.expect_download() as saved:
        trainer.click(".k-export")
    text = Path(saved.value.path()).read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len({len(row) for row in rows}) == 1
    assert "'=1+1" in {row[4] for row in rows} and {row[1] for row in rows if row[2] == "result"} == {"1", "2"}


def test_a_phone_types_the_code_and_a_wrong_one_is_said_to_be(held: Class, room: Room):
    phone = room.enter("/?lang=en")
    code = held.kept["code"]
    phone.fill(".k-digits", "0000" if code != "0000" else "1111")
    phone.click(".k-enter button")
    expect(phone.get_by_role("alert")).to_have_text("That is not the room's code.")
    expect(phone.locator(".k-pick")).to_have_count(0)
    phone.fill(".k-digits", "-".join(code))
    phone.click(".k-enter button")
    expect(phone.locator(".k-pick")).to_have_count(TEAMS)
    fits(phone)


@pytest.mark.parametrize("path", ["/explore", "/compare", "/studies", "/model", "/class?as=screen", "/explore?seed=2"])
def test_joiners_reach_no_other_page(room: Room, path: str):
    page = room.enter(path)
    expect(page.locator(".k-card input")).to_be_visible()
    assert page.locator(".g-bar, .gx, .c-setup, .k-stage").count() == 0
    page.evaluate("window.solara.router.push('/compare')")  # what a joiner could type into the browser's console
    page.evaluate("window.solara.router.push('/explore')")
    expect(page.locator(".k-card input")).to_be_visible()
    assert page.locator(".g-bar, .gx, .c-setup, .k-stage").count() == 0


def test_other_hosts_and_origins_are_refused(held: Class):
    assert held.asked("/class").status == 200
    for host in ("evil.example", f"localhost:{held.port}", f"127.0.0.1:{held.port}", HOST):
        assert held.asked("/class", Host=host).status == 421
    import websockets.sync.client

    uri = f"ws://{HOST}:{held.port}/jupyter/api/kernels/k/channels?session_id=1"
    for origin in (None, "http://evil.example", f"http://127.0.0.1:{held.port}"):
        with pytest.raises(websockets.InvalidStatus), websockets.sync.client.connect(uri, origin=origin, proxy=None):
            raise AssertionError("the socket was opened")


def test_one_address_is_bound_and_no_other(held: Class):
    with pytest.raises(OSError), socket.create_connection(("127.0.0.1", held.port), 5):
        raise AssertionError("it answers at another address")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [1366, 1920])
def test_the_trainers_page_and_the_big_screen_do_not_scroll(room: Room, lang: str, width: int):
    page = room.enter(f"/class?lang={lang}&as=trainer", width, 768 if width == 1366 else 1080)
    page.fill(".k-card input", room.held.kept["word"])
    page.click(".k-card button")
    expect(page.locator(".k-next")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") <= (768 if width == 1366 else 1080)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for selector in (".k-lead", ".k-centre"):
        assert page.evaluate(f"(e => e.scrollHeight <= e.clientHeight + 1)(document.querySelector('{selector}'))")


def test_a_phone_whose_seat_was_given_away_is_told(held: Class, room: Room):
    trainer, before = room.trainer(), held.kept["id"]
    trainer.click(".k-end")
    trainer.click(".k-end")  # a class of its own: the one before is kept
    for _ in range(600):
        if held.kept["id"] != before:
            break
        trainer.wait_for_timeout(100)
    assert held.kept["id"] != before
    expect(trainer.locator(".k-seats li.joined")).to_have_count(0)
    assert len(list(held.room_folder.glob("class-*.json"))) == 1
    phone = sit(room, 0)
    trainer.locator(".k-seat").first.click()
    trainer.get_by_role("button", name="Other phone").click()
    expect(phone.locator(".k-pick").first).to_be_enabled()
    another = room.enter(f"/class?room={held.kept['code']}&lang=en")
    another.locator(".k-pick").first.click()
    expect(another.locator(".k-rolecard")).to_be_visible()  # the team's role stays
    expect(phone.locator(".k-pick").first).to_be_disabled()
    expect(another.locator("header b")).to_have_text("Hill")


def test_a_wrong_word_is_refused_and_tries_are_slowed_down(held: Class, room: Room):
    # the last test here: nobody comes in by the word for half a minute after it
    page = room.enter("/class?as=trainer&lang=en", 1366, 768)
    for number in range(6):
        page.fill(".k-card input", f"wrong-word-{number}")
        page.click(".k-card button")
        expect(page.get_by_role("alert")).to_have_text(
            "That is not the word." if number < 5 else re.compile(r"Too fast\. Please wait \d+ seconds\.")
        )
    page.fill(".k-card input", held.kept["word"])
    page.click(".k-card button")
    expect(page.get_by_role("alert")).to_contain_text("Too fast")
    expect(page.locator(".k-trainer")).to_have_count(0)
