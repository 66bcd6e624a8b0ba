"""Whether a class can be held on this computer and network: a sentence for each thing, with what to do next."""

import http.client
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govsim.comparison.processes import processors
from govsim.dashboard.classroom.address import chosen
from govsim.dashboard.classroom.computing import Bench, Outcome, Task
from govsim.dashboard.classroom.opening import DEFAULT_LESSON, DEFAULT_TEAMS, Setting, fresh
from govsim.dashboard.classroom.room import Choice, choice_of
from govsim.dashboard.server import listening_at
from govsim.errors import GovsimError
from govsim.lessons import Lesson, lesson

ROUND = 60.0  # s that a round of choices may take to compute
_START = 60.0  # s that the pages are given to start
_PATIENCE = 240.0  # s for the runs of the check
TOO_SLOW = "too slow"  # why the runs of the check did not end
_KERNEL = "/jupyter/api/kernels/check/channels?session_id=check"


@dataclass(frozen=True)
class Row:
    """One thing checked. passed None: nobody can tell from here, the sentence says what to look at."""

    id: str
    passed: bool | None
    zh: str
    en: str

    def text(self, lang: str) -> str:
        """Return the sentence in a language."""
        return self.zh if lang == "zh" else self.en


def rows(address: str | None, port: int, which: str | None = None, teams: int | None = None) -> Iterator[Row]:
    """Yield what was found, one thing after the other."""
    try:
        where = chosen(address)
    except GovsimError as error:
        yield Row("address", False, error.text("zh"), error.text("en"))
        where = "127.0.0.1"
    else:
        yield _address(where)
    setting = Setting(where, port, which, teams)
    listens = _port(setting)
    yield listens
    yield _firewall(port)
    if listens.passed:
        yield _phone(setting)
    yield _fonts()
    yield _speed(lesson(which or DEFAULT_LESSON), teams or DEFAULT_TEAMS)


def _address(where: str) -> Row:
    if where.startswith("127."):
        return Row("address", None, f"{where} 只有本机能打开，手机打不开；试讲可以，上课请用局域网地址。",
                   f"{where} opens on this computer only: enough to rehearse, not for phones.")  # fmt: skip
    return Row("address", True, f"地址 {where}：学员的手机要连在同一个无线网上。",
               f"Address {where}: the phones must be on the same Wi-Fi.")  # fmt: skip


def _port(setting: Setting) -> Row:
    try:
        listening_at(setting.address, setting.port).close()
    except GovsimError as error:
        return Row("port", False, error.text("zh"), error.text("en"))
    return Row("port", True, f"端口 {setting.port} 可用。", f"Port {setting.port} is free.")


def _firewall(port: int) -> Row:
    zh, en = _opening(port)
    return Row(
        "firewall", None,
        f"防火墙从本机看不出来。用一部手机试；打不开时：{zh} 公共或酒店无线网常禁止设备互访，改用本机热点。",
        f"A firewall cannot be seen from here. Try with a phone; if it does not open: {en} Public and hotel Wi-Fi "
        "often keeps devices apart: use this computer's own hotspot.",
    )  # fmt: skip


def _opening(port: int) -> tuple[str, str]:
    if sys.platform == "win32":
        return (
            "在“允许应用通过防火墙”里给 Python 勾选“专用”网络。",
            "allow Python on private networks in the settings of Windows' firewall.",
        )
    if sys.platform == "darwin":
        return (
            "在“系统设置 > 网络 > 防火墙”里允许 Python 接受连接。",
            "allow Python to take connections in System Settings > Network > Firewall.",
        )
    if shutil.which("firewall-cmd"):
        return (f"sudo firewall-cmd --add-port={port}/tcp 。", f"sudo firewall-cmd --add-port={port}/tcp .")
    return (f"sudo ufw allow {port}/tcp 。", f"sudo ufw allow {port}/tcp .")


def _phone(setting: Setting) -> Row:
    """Join as a phone does: the page, then its socket, with the addresses that a browser would send."""
    try:
        with _serving(setting) as room_code:
            _open_socket(setting, _cookie_of_page(setting, room_code))
    except (OSError, GovsimError, http.client.HTTPException, ValueError) as error:
        reason = error.text("zh") if isinstance(error, GovsimError) else f"{type(error).__name__}: {error}"
        return Row("phone", False, f"从 {setting.host} 打不开学员页（{reason}）。换一个端口或地址再试。",
                   f"The joiners' page does not open at {setting.host} ({reason}). Try another port.")  # fmt: skip
    return Row("phone", True, f"学员页在 http://{setting.host} 打得开，连接也通。",
               f"The joiners' page opens at http://{setting.host}, and its connection works.")  # fmt: skip


@contextmanager
def _serving(setting: Setting) -> Iterator[str]:
    """Serve a class of two runs in a thread, in a folder that is gone afterwards."""
    import asyncio

    import uvicorn

    from govsim.dashboard.server import application

    with tempfile.TemporaryDirectory(prefix="govsim-check-") as folder:
        own = Setting(setting.address, setting.port, setting.lesson, 2, 2, Path(folder))
        room = fresh(own)
        config = uvicorn.Config(application(own.port, lesson=(own, room)), log_level="error", access_log=False,
                                timeout_graceful_shutdown=1)  # fmt: skip
        server = uvicorn.Server(config)
        listening = listening_at(own.address, own.port)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True)
        thread.start()
        try:
            _until(lambda: server.started or not thread.is_alive(), _START)
            yield room.code
        finally:
            server.should_exit = True
            thread.join(20)
            listening.close()


def _cookie_of_page(setting: Setting, code: str) -> str:
    """Ask for the joiners' page and return the cookie that comes with it."""
    connection = http.client.HTTPConnection(setting.address, setting.port, timeout=30)
    connection.request("GET", f"/class?room={code}", headers={"Host": setting.host})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200 or b"<script" not in body:
        raise ValueError(f"HTTP {answer.status}")
    return (answer.getheader("Set-Cookie") or "").partition(";")[0]


def _open_socket(setting: Setting, cookie: str) -> None:
    from websockets.sync.client import connect
    from websockets.typing import Origin

    uri = f"ws://{setting.host}{_KERNEL}"
    own, headers = Origin(f"http://{setting.host}"), {"Cookie": cookie}
    with connect(uri, origin=own, additional_headers=headers, open_timeout=30, proxy=None):
        pass


def _fonts() -> Row:
    """Look for a Chinese font where that is not a matter of course."""
    if sys.platform in ("win32", "darwin"):
        return Row("fonts", True, "系统自带中文字体。", "The system has Chinese fonts.")
    tool = shutil.which("fc-list")
    if tool is None:
        return Row("fonts", None, "看不出有没有中文字体。打开大屏看一眼；是方框就装 fonts-noto-cjk。",
                   "Chinese fonts cannot be looked up. If the screen shows boxes, install fonts-noto-cjk.")  # fmt: skip
    listed = subprocess.run([tool, ":lang=zh", "family"], capture_output=True, text=True, timeout=60).stdout.strip()
    if listed:
        return Row("fonts", True, "有中文字体。", "There are Chinese fonts.")
    return Row("fonts", False, "没有中文字体，大屏上会是方框。请安装 fonts-noto-cjk。",
               "There is no Chinese font; the big screen would show boxes. Install fonts-noto-cjk.")  # fmt: skip


def _speed(which: Lesson, teams: int) -> Row:
    """Compute a few choices as a class does, and say how long a round would take."""
    seconds, failed = _timed(which, tuple(range(1, max(2, 2 * processors()) + 1)))
    if failed:
        reason = "太慢" if failed == TOO_SLOW else failed
        return Row("speed", False, f"模拟没有完成（{reason}）。", f"The runs did not end well ({failed}).")
    whole = seconds * teams * which.seeds
    zh = f"{which.id}：{teams} 组、每组 {which.seeds} 对模拟，一轮约 {whole:.0f} 秒（{processors()} 个处理器）。"
    en = (f"{which.id}: {teams} teams, {which.seeds} pairs each: a round takes about {whole:.0f} s "
          f"({processors()} processors).")  # fmt: skip
    if whole <= ROUND:
        return Row("speed", True, zh, en)
    fewer = max(8, int(ROUND / (seconds * teams)))
    return Row("speed", False, f"{zh}要在一分钟内算完：关掉其他程序，或加 --runs {fewer}。",
               f"{en} To stay within a minute close other programs, or add --runs {fewer}.")  # fmt: skip


def _timed(which: Lesson, seeds: Sequence[int]) -> tuple[float, str]:
    """Return the seconds that a run takes with all processors at work, after warm-ups; or why a run failed."""
    outcomes: list[Outcome] = []
    bench = Bench(outcomes.append)
    try:
        for choice in (None, ()):
            _done(bench, outcomes, [Task(which.id, choice, seed) for seed in seeds])
        begin, tasks = time.monotonic(), [Task(which.id, choice, seed) for choice in _choices(which) for seed in seeds]
        _done(bench, outcomes, tasks)
        seconds = (time.monotonic() - begin) / len(tasks)
    finally:
        bench.close()
    reasons = {outcome.reason for outcome in outcomes} - {""}
    late = TOO_SLOW if len(outcomes) < (2 + len(_choices(which))) * len(seeds) else ""
    return seconds, "; ".join(sorted(reasons)) or late


def _done(bench: Bench, outcomes: list[Outcome], tasks: Sequence[Task]) -> None:
    whole = len(outcomes) + len(tasks)
    bench.want(tasks)
    _until(lambda: len(outcomes) >= whole, _PATIENCE)


def _choices(which: Lesson) -> list[Choice]:
    """Return two choices of the first round: the first options at their least."""
    first = [option for option in which.options if option.unlocked == 1 and not option.needs]
    units: list[Mapping[str, float]] = [{option.id: option.step} for option in first[:2]]
    return [choice_of(dict(each)) for each in units]


def _until(there: Callable[[], Any], patience: float) -> None:
    end = time.monotonic() + patience
    while not there() and time.monotonic() < end:
        time.sleep(0.05)
