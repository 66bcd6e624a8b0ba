"""Who may call the server, what it answers, and how it ends."""

import asyncio
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import websockets

from govsim.dashboard.guard import MOST_BYTES, Guard, Limits, content_policy
from govsim.dashboard.notices import full_page

ROOT = Path(__file__).parents[2]
SOCKET = "/jupyter/api/kernels/{}/channels?session_id=1"


def alone(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Return what a coroutine returns, run in a thread of its own: the browser's tests leave a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def asked(server, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Any:
    """Return the answer to a request with the given headers (`host`, `origin`)."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", headers.pop("host", f"127.0.0.1:{server.port}"))
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(body or b"")))
    connection.endheaders(body)
    answer = connection.getresponse()
    answer.content = answer.read()
    return answer


def test_health_is_told(server):
    answer = asked(server, "/healthz")
    told = json.loads(answer.content)
    assert answer.status == 200
    assert told["workers"] is True and told["disk"] is True


def test_pages_say_what_a_browser_may_load(server):
    answer = asked(server, "/model")
    policy = answer.getheader("Content-Security-Policy")
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "script-src 'self' 'unsafe-eval' 'sha256-" in policy
    assert "'unsafe-inline'" not in policy.partition("style-src")[0]
    assert answer.getheader("X-Frame-Options") == "DENY"
    cookie = answer.getheader("Set-Cookie")
    assert cookie.endswith("; Path=/; HttpOnly; SameSite=Strict") and "xpires" not in cookie


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", ""])
def test_other_hosts_are_refused(server, host):
    assert asked(server, "/model", host=host.format(port=server.port)).status == 421


def test_localhost_is_this_machine_too(server):
    assert asked(server, "/healthz", host=f"localhost:{server.port}").status == 200


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "https://127.0.0.1:{port}"])
def test_posts_of_other_pages_are_refused(server, origin):
    headers = {} if origin is None else {"origin": origin.format(port=server.port)}
    assert asked(server, "/_solara/api/close/x?session_id=1", "POST", b"", **headers).status == 403


def test_posts_of_own_pages_are_taken(server):
    assert asked(server, "/_solara/api/close/x?session_id=1", "POST", b"", origin=server.address).status == 200


def test_large_requests_are_refused(server):
    body = b"x" * (MOST_BYTES + 1)
    assert asked(server, "/_solara/api/close/x?session_id=1", "POST", body, origin=server.address).status == 413


@pytest.mark.parametrize(
    "path",
    [
        "/resourcez", "/readyz", "/_solara/cdn/nothing@1.0.0/x.js", "/no-such-page", "/static/public/../../server.py",
        "/_solara/cdn/..%2f..%2f..%2fetc/passwd",
    ],
)  # fmt: skip
def test_nothing_else_is_served(server, path):
    assert asked(server, path).status == 404


@pytest.mark.parametrize("origin", [None, "http://evil.example", "http://127.0.0.1:1"])
def test_sockets_of_other_pages_are_refused(server, origin):
    async def connect() -> None:
        async with websockets.connect(f"ws://127.0.0.1:{server.port}{SOCKET.format('k')}", origin=origin):
            raise AssertionError("the socket was opened")

    with pytest.raises(websockets.InvalidStatus) as refused:
        alone(connect())
    assert refused.value.response.status_code == 403


def test_sockets_of_own_pages_are_opened(server):
    async def connect() -> bool:
        address = f"ws://127.0.0.1:{server.port}{SOCKET.format('own')}"
        async with websockets.connect(address, origin=server.address):
            return True

    assert alone(connect())


def guarded(scope: dict[str, Any], most: int, opened: list[str]) -> list[dict[str, Any]]:
    """Return what a guard sends for a request, before an application that answers 204."""
    return through(guard_of(Limits(frozenset({"here:1"}), most), opened), scope)


def guard_of(limits: Limits, opened: list[str]) -> Guard:
    """Return a guard before an application that answers 204."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        kind = scope["type"]
        await send({"type": "websocket.accept"} if kind == "websocket" else
                   {"type": "http.response.start", "status": 204, "headers": []})  # fmt: skip

    return Guard(application, limits, ["/", "/model"], lambda: opened)


def through(guard: Guard, scope: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a guard sends for a request."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect" if scope["type"] == "websocket" else "http.request", "body": b""}

    alone(guard(scope, receive, send))
    return sent


def request(path: str, kind: str = "http") -> dict[str, Any]:
    headers = [(b"host", b"here:1"), (b"origin", b"http://here:1")]
    return {"type": kind, "method": "GET", "path": path, "headers": headers, "query_string": b""}


def test_beyond_the_limit_pages_are_told_so_politely_and_open_ones_go_on():
    assert guarded(request("/model"), 2, ["a"])[0]["status"] == 204
    full = guarded(request("/model"), 2, ["a", "b"])
    assert full[0]["status"] == 503 and full[1]["body"].decode() == full_page()
    assert guarded(request("/static/x.js"), 2, ["a", "b"])[0]["status"] == 204
    assert guarded(request(SOCKET.format("c"), "websocket"), 2, ["a", "b"])[0]["type"] == "websocket.close"
    assert guarded(request(SOCKET.format("a"), "websocket"), 2, ["a", "b"])[0]["type"] == "websocket.accept"


def test_in_a_class_one_device_cannot_take_the_pages_of_all():
    opened: list[str] = []
    guard = guard_of(Limits(frozenset({"here:1"}), 9, 2, frozenset({"10.0.0.1"})), opened)

    def sends(path: str, device: str, kind: str = "http") -> Any:
        first = through(guard, {**request(path, kind), "client": (device, 5)})[0]
        return first["status"] if kind == "http" else first["type"].removeprefix("websocket.")

    for name in ("a", "b"):
        assert sends(SOCKET.format(name), "10.0.0.7", "websocket") == "accept"
        opened.append(name)
    assert sends("/model", "10.0.0.7") == 503 and sends("/model", "10.0.0.8") == 204
    assert sends(SOCKET.format("c"), "10.0.0.7", "websocket") == "close"
    assert sends(SOCKET.format("a"), "10.0.0.7", "websocket") == "accept"  # a page that reconnects
    for name in ("c", "d", "e"):  # the computer of the class itself
        assert sends(SOCKET.format(name), "10.0.0.1", "websocket") == "accept"
        opened.append(name)
    assert sends("/model", "10.0.0.1") == 204
    opened.remove("a")
    assert sends("/model", "10.0.0.7") == 204


def test_a_policy_names_every_script_that_stands_in_the_page():
    page = "<script>one()</script><script src='a.js'></script><script type='x'>two()</script>"
    assert content_policy(page, "here:1").count("'sha256-") == 2


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_the_server_stops_when_it_is_asked(tmp_path, started, number, code):
    server = started(tmp_path, lang="zh")
    for _ in range(100):  # the server answers a moment before it says its address
        said = server.said.read_text(encoding="utf-8")
        if said:
            break
        time.sleep(0.1)
    assert f"用浏览器打开：{server.address}/?lang=zh" in said
    assert server.stop(number) == code
    assert "Traceback" not in server.said.read_text(encoding="utf-8")


def test_a_port_that_is_taken_is_said_to_be(server):
    command = [sys.executable, "-m", "govsim", "--lang", "en", "dashboard", "--port", str(server.port)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180)
    assert done.returncode == 5
    assert f"Port {server.port} cannot be used" in done.stderr and f"--port {server.port + 1}" in done.stderr


def test_without_the_packages_the_command_says_how_to_install_them(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfound = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'solara' else found(name, *rest)\n"
    )
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    command = [sys.executable, "-m", "govsim", "--lang", "zh", "dashboard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, encoding="utf-8",
                          env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"})  # fmt: skip
    assert done.returncode == 5
    assert "pip install 'govsim[dashboard]'" in done.stderr


DRAWN = """
import sys, types
from govsim.dashboard import environment
environment.prepare()
import solara
{mend}
@solara.component
def Counted():
    solara.Text(str(solara.use_state(7)[0]))
sys.modules["pandas"] = types.ModuleType("pandas")  # as another thread leaves it while it loads
box, _ = solara.render(Counted(), handle_error=False)
print(box.children[0].children)
"""


@pytest.mark.parametrize(("mend", "well"), [("environment.tolerate_loading()", True), ("", False)])
def test_a_page_is_drawn_while_another_thread_loads_pandas(mend, well):
    run = subprocess.run([sys.executable, "-c", DRAWN.format(mend=mend)], cwd=ROOT, capture_output=True, text=True)
    assert ("7" in run.stdout) == well, run.stdout + run.stderr


def test_pages_that_do_not_load_are_told_without_a_traceback(tmp_path):
    (tmp_path / "solara").mkdir()
    (tmp_path / "solara" / "__init__.py").write_text('raise ImportError("broken on purpose")')
    path = os.pathsep.join((str(tmp_path), str(ROOT)))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    ended = subprocess.run(
        [sys.executable, "-m", "govsim", "--lang", "en", "dashboard", "--port", port], cwd=tmp_path, timeout=120,
        env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 5
    assert "could not be loaded: ImportError: broken on purpose" in ended.stderr
    assert "Traceback" not in ended.stderr
