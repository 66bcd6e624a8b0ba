"""Many open pages at once: `python bench/sessions.py [--sessions 50] [--cycles 30] [--json FILE]`.

Each session is what an open page of Explore is: the page, its connection, a model in a process of its own, somebody
who presses buttons. They come one after the other and then press buttons side by side. Loopback only; ends by itself.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.page import PATIENCE, Session  # noqa: E402 (found only through the path set above)

BETWEEN = 3.0  # s between two sessions that come
CLICKS, THINKING = 6, 8.0  # presses of each session, and the seconds between two
SHORT_RUN = 4  # weeks


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
    if session.playing:
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
    with ThreadPoolExecutor(len(actions)) as pool:
        return [each.result() for each in [pool.submit(action) for action in actions]]


def memory(process: int) -> float:
    """Return the resident memory of a process in MB, its children left out."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


class Server:
    """`govsim dashboard` in a process of its own: its port and its number."""

    def __init__(self, folder: Path, loaded: bool = True) -> None:
        """folder: where it is started; loaded: wait until its pages are, else until it answers."""
        self.folder, self.loaded = folder, loaded

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
            except urllib.error.HTTPError:
                if not self.loaded:
                    return port, self.process.pid
                time.sleep(0.2)
            except OSError:
                time.sleep(0.02 if not self.loaded else 0.2)
        raise TimeoutError("the server did not start")

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def _attempts() -> Iterator[None]:
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        yield


def _free_port() -> int:
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
