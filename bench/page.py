"""An open page without a browser: what the load of many pages is made of."""

import json
import struct
import threading
import time
import urllib.request
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

PAGE = "/explore?lang=en&scenario=demo&projector=0"
PATIENCE = 120.0  # s


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

    @property
    def playing(self) -> bool:
        """Whether the hours go by."""
        return bool(self._frame()["playing"])

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
