"""A real server on a free port of this machine, and a browser that may talk to it alone."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 120_000  # ms; a shared machine may be slow, and nothing here measures speed
START = 180  # s
Open = Callable[..., Page]
expect.set_options(timeout=PATIENCE)


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`govsim dashboard` in a process of its own."""

    def __init__(self, folder: Path, *, lang: str = "en") -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.said = folder / "server.txt"
        command = [sys.executable, "-m", "govsim", "--lang", lang, "dashboard", "--port", str(self.port)]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUNBUFFERED": "1"}
        with self.said.open("w") as said:
            self.process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, env=environment, cwd=folder)
        self._wait()

    def _wait(self) -> None:
        begin = time.monotonic()
        while time.monotonic() - begin < START and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=10):
                    return
            except OSError:
                time.sleep(0.2)
        self.process.kill()
        raise AssertionError(f"the server did not start:\n{self.said.read_text()}")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask the server to stop and return its exit code."""
        self.process.send_signal(number)
        try:
            return self.process.wait(60)
        finally:
            self.process.kill()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that the tests of a process share."""
    running = Server(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The chromium of this machine."""
    path = shutil.which("chromium")
    assert path, "there is no chromium on the PATH: run .ci/browser"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def visit(server: Server, chromium: Browser) -> Iterator[Open]:
    """Opens addresses; in the end no page may have had an error or have asked another host for anything."""
    wrong: list[str] = []
    pages: list[Page] = []

    def opened(path: str, width: int = 1366, height: int = 768, **options: str) -> Page:
        page = chromium.new_page(viewport={"width": width, "height": height}, **options)
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda asked: None if _own(asked.url, server) else wrong.append(asked.url))
        page.goto(f"{server.address}{path}")
        page.wait_for_selector(".g-bar")
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert wrong == []


def _own(url: str, server: Server) -> bool:
    return bool(re.match(rf"(https?|wss?)://127\.0\.0\.1:{server.port}/|data:|blob:", url))


@pytest.fixture
def started() -> Iterator[Callable[..., Server]]:
    """Starts servers of a test's own."""
    own: list[Server] = []

    def start(folder: Path, **settings: str) -> Server:
        own.append(Server(folder, **settings))
        return own[-1]

    yield start
    for server in own:
        server.process.kill()
