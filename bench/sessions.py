"""Many open pages at once: `python bench/sessions.py [--sessions 50] [--cycles 30] [--json FILE]`.

Each session is what an open page of Explore is: the page, its connection, a model in a process of its own, somebody
who presses buttons. They come one after the other and then press buttons side by side. Loopback only; ends by itself.
"""

import argparse
import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).parent.parent
PAGE = "/explore?lang=en&scenario=demo&projector=0"
PATIENCE = 120.0  # s
BETWEEN = 3.0  # s between two sessions that come
CLICKS, THINKING = 6, 8.0  # presses of each session, and the seconds between two
SHORT_RUN = 4  # weeks


class Session:
    """An open page without a browser: it speaks to the server as the page's own script does."""

    def __init__(self, port: int) -> None:
        self.address, self.id, self.tab, self.bytes = f"127.0.0.1:{port}", str(uuid4()), str(uuid4()), 0
        self.wrong: list[str] = []
        self.drawn = 0
        self.parts: dict[str, dict[str, Any]] = {}  # what the server has said of each part of the page
        self._changed = threading.Condition()
        self._sending = threading.Lock()
        self.socket: ClientConnection | None = None

    def open(self) -> tuple[float, float]:
        """Open the page; return the seconds until it is drawn, and until its model plays."""
        begun = time.perf_counter()
        with urllib.request.urlopen(f"http://{self.address}{PAGE}", timeout=PATIENCE) as answer:
            cookie = answer.headers["Set-Cookie"].partition(";")[0]
            self.bytes += len(answer.read())
        self.socket = connect(
            f"ws://{self.address}/jupyter/api/kernels/{self.id}/channels?session_id={self.tab}",
            origin=f"http://{self.address}", additional_headers={"Cookie": cookie}, max_size=None, compression=None,
        )  # fmt: skip
        threading.Thread(target=self._hear, daemon=True).start()
        control = uuid4().hex
        self._send("comm_open", comm_id=control, target_name="solara.control", data={})
        arguments = {"path": PAGE, "dark": False, "themes": {"light": {}, "dark": {}}, "appName": None}
        self._send("comm_msg", comm_id=control, data={"method": "run", "args": arguments})
        self.until(lambda: self._part("frame") is not None)
        drawn = time.perf_counter() - begun
        self.until(lambda: self._frame() is not None)
        return drawn, time.perf_counter() - begun

    def press(self, *command: Any) -> float:
        """Press a button of the map's controls; return the seconds until the page shows what it led to."""
        before, begun = self._frame()["number"], time.perf_counter()
        self._event("command", list(command))
        self.until(lambda: self._frame()["number"] > before)
        return time.perf_counter() - begun

    def run(self, weeks: int) -> int:
        """Let weeks go by, week by week; return the bytes that came for it."""
        before = self.bytes
        for _ in range(weeks):
            self.press("step", 168)
        return self.bytes - before

    def close(self) -> None:
        """Leave the page as a browser does: it says so, then the connection ends."""
        assert self.socket is not None
        said = f"http://{self.address}/_solara/api/close/{self.id}?session_id={self.tab}"
        leaving = urllib.request.Request(said, method="POST", headers={"Origin": f"http://{self.address}"})
        urllib.request.urlopen(leaving, timeout=PATIENCE).close()
        self.socket.close()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self.wrong) or holds(), PATIENCE):
                raise TimeoutError("the server did not answer")
        if self.wrong:
            raise RuntimeError(self.wrong[0])

    def _frame(self) -> Any:
        part = self._part("frame")
        return self.parts[part]["frame"] if part else None

    def _part(self, name: str) -> str | None:
        return next((key for key, state in list(self.parts.items()) if name in state), None)

    def _event(self, name: str, data: Any) -> None:
        part = self._part("frame")
        content = {"method": "custom", "content": {"event": name, "data": data}}
        self._send("comm_msg", comm_id=part, data=content)

    def _send(self, kind: str, **content: Any) -> None:
        header = {"msg_id": str(uuid4()), "msg_type": kind, "session": self.id, "username": "", "version": "5.2",
                  "date": "2021-01-04T00:00:00Z"}  # fmt: skip
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell",
                   "buffers": []}  # fmt: skip
        assert self.socket is not None
        with self._sending:
            self.socket.send(json.dumps(message))

    def _hear(self) -> None:
        assert self.socket is not None
        try:
            for message in self.socket:
                self.bytes += len(message)
                self._note(json.loads(message if isinstance(message, str) else _text_of(message)))
        except ConnectionClosed:
            pass

    def _note(self, message: dict[str, Any]) -> None:
        content = message.get("content", {})
        frame = None
        with self._changed:
            data = content.get("data", {})
            if message["msg_type"] == "comm_open":
                self.parts[content["comm_id"]] = dict(data.get("state", {}))
            elif message["msg_type"] == "comm_msg" and data.get("method") == "update":
                self.parts.setdefault(content["comm_id"], {}).update(data["state"])
                frame = data["state"].get("frame")
            elif message["msg_type"] == "error" or "exception" in str(data.get("method", "")):
                self.wrong.append(str(data or content)[:400])
            self._changed.notify_all()
        if frame and not 0 <= frame["number"] - self.drawn < 2:
            self.drawn = frame["number"]
            self._event("seen", self.drawn)


def _text_of(message: bytes) -> bytes:
    """Return the JSON of a message with binary parts: their number and places come first, then it."""
    (number,) = struct.unpack("!I", message[:4])
    places = struct.unpack(f"!{number}I", message[4 : 4 + 4 * number])
    return message[places[0] : places[1] if number > 1 else None]


def main() -> int:
    """Measure, print, and return 1 if a bound is missed."""
    chosen = _arguments()
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as (port, process):
        figures: dict[str, Any] = {}
        for measure, number in ((many, chosen.sessions), (cycles, chosen.cycles)):
            part = measure(port, process, number)
            figures |= part
            for name, value in part.items():
                print(f"{name:42s} {value}", flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")
    missed = [name for name, holds in _held(figures).items() if not holds]
    print("missed:", ", ".join(missed) or "none")
    return int(bool(missed))


def many(port: int, process: int, number: int) -> dict[str, Any]:
    """Open sessions one after the other, then let all press buttons; return what it took."""
    warm = Session(port)  # the server's own first page is not what a session costs
    warm.open()
    warm.close()
    time.sleep(5)
    before, sessions, opened = memory(process), [Session(port) for _ in range(number)], []
    for place, session in enumerate(sessions):
        begun = time.perf_counter()
        opened.append(session.open())
        print(f"\r{place + 1} open", end="", file=sys.stderr, flush=True)
        time.sleep(max(0.0, BETWEEN - (time.perf_counter() - begun)))
    took = side_by_side([lambda each=each: _pressing(each) for each in sessions])
    grown = (memory(process) - before) / number
    down = sessions[0].run(SHORT_RUN)
    for session in sessions:
        session.close()
    clicks = [second for part in took for second in part]
    return {
        "sessions": number,
        "errors": sum(bool(each.wrong) for each in sessions), "page drawn, p95 (s)": p95([row[0] for row in opened]),
        "model plays, p95 (s)": p95([row[1] for row in opened]), "presses": len(clicks),
        "press, median (ms)": round(1000 * median(clicks)), "press, p95 (ms)": round(1000 * p95(clicks)),
        "memory of the server a session (MB)": round(grown, 2),
        f"down for {SHORT_RUN} weeks (MB)": round(down / 1e6, 3),
    }  # fmt: skip


def _pressing(session: Session) -> list[float]:
    """Press buttons with pauses, at other moments than others do; return the seconds of each."""
    time.sleep(THINKING * (hash(session.id) % 1000) / 1000)
    if session._frame()["playing"]:
        session.press("pause")
    took = []
    for number in range(CLICKS):
        time.sleep(THINKING * (0.5 + (hash((session.id, number)) % 1000) / 1000))
        took.append(session.press("step", 1))
    return took


def cycles(port: int, process: int, number: int) -> dict[str, Any]:
    """Open, run and close a page again and again; return what the server's memory did."""
    sizes = []
    for place in range(number):
        session = Session(port)
        session.open()
        session.run(1)
        session.close()
        time.sleep(2)
        sizes.append(memory(process))
        print(f"\r{place + 1} cycles", end="", file=sys.stderr, flush=True)
    last = sizes[-10:]
    return {"cycles": number, "server at the end (MB)": round(sizes[-1]),
            "grown over the last ten (%)": round(100 * (last[-1] / last[0] - 1), 2)}  # fmt: skip


def _held(figures: dict[str, Any]) -> dict[str, bool]:
    return {
        "errors": figures["errors"] == 0,
        "page": figures["page drawn, p95 (s)"] < 3,
        "press": figures["press, p95 (ms)"] < 300,
        "memory": figures["memory of the server a session (MB)"] <= 3,
        "down": figures[f"down for {SHORT_RUN} weeks (MB)"] <= 0.5,
        "cycles": figures["grown over the last ten (%)"] < 2,
    }  # fmt: skip


def p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    return round(quantiles(values, n=20)[-1], 3) if len(values) > 1 else values[0]


def side_by_side(actions: list[Callable[[], Any]]) -> list[Any]:
    """Do things in threads of their own; return what they returned. Raises what one of them raised."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(len(actions)) as pool:
        return [each.result() for each in [pool.submit(action) for action in actions]]


def memory(process: int) -> float:
    """Return the resident memory of a process in MB, its children left out."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


class Server:
    """`govsim dashboard` in a process of its own: its port and its number."""

    def __init__(self, folder: Path) -> None:
        """folder: where it is started."""
        self.folder = folder

    def __enter__(self) -> tuple[int, int]:
        port = _free_port()
        command = [sys.executable, "-m", "govsim", "dashboard", "--port", str(port)]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            command, cwd=self.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in _attempts():
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                return port, self.process.pid
            except OSError:
                time.sleep(0.2)
        raise TimeoutError("the server did not start")

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def _attempts() -> Iterator[None]:
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        yield


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--cycles", type=int, default=30)
    parser.add_argument("--json", type=Path, help="write the figures to a file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
