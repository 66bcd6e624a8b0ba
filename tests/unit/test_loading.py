"""A server that answers while its pages are loaded, and what it shows until then."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from govsim.dashboard.loading import Loaded, Loading
from govsim.dashboard.prelude import Laid, meanwhile, shown_by


def alone(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Return what a coroutine returns, run in a thread of its own: tests with a browser leave a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def request(path: str = "/explore", query: str = "", method: str = "GET", **headers: str) -> dict:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": named}


async def answer(app, scope: dict) -> tuple[int, str, int]:
    """Return status, body and the length that was announced."""
    sent = []

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    await app(scope, receive, send)
    announced = dict(sent[0]["headers"])[b"content-length"]
    return sent[0]["status"], b"".join(each.get("body", b"") for each in sent[1:]).decode(), int(announced)


@asynccontextmanager
async def nothing(app):
    yield


def test_requests_wait_for_the_pages_but_those_that_can_be_answered_before():
    gate = threading.Event()

    def load() -> Loaded:
        gate.wait(30)
        return Loaded(PlainTextResponse("page"), nothing, lambda: ["one"])

    async def run() -> None:
        loading = Loading(load, lambda scope: PlainTextResponse("early") if scope["path"] == "/explore" else None)
        async with loading.live(None):
            assert (await answer(loading, request()))[1] == "early"
            waiting = asyncio.ensure_future(answer(loading, request("/model")))
            await asyncio.sleep(0.05)
            assert not waiting.done() and not loading.ready and loading.opened() == []
            gate.set()
            assert (await waiting)[1] == "page"
            assert (await answer(loading, request()))[1] == "page" and loading.opened() == ["one"]

    alone(run())


def test_pages_that_do_not_load_end_the_server_and_the_waiting():
    told = []

    def load() -> Loaded:
        raise ImportError("no such module")

    async def run() -> Exception | None:
        loading = Loading(load, lambda scope: None)
        loading.on_failure = lambda: told.append("stop")
        async with loading.live(None):
            status, said, _ = await answer(loading, request())
            assert status == 503 and "could not be loaded" in said
        return loading.failure

    assert isinstance(alone(run()), ImportError) and told == ["stop"]


@pytest.mark.parametrize("query", ["", "lang=zh", "theme=dark", "scenario=demo"])
@pytest.mark.parametrize("path", ["/", "/explore"])
def test_what_was_recorded_is_shown_for_the_demo_as_it_opens(path, query):
    assert shown_by(request(path, query)) is not None


@pytest.mark.parametrize(("path", "query", "method"), [
    ("/model", "", "GET"), ("/explore", "scenario=qiaosi", "GET"), ("/explore", "seed=3", "GET"), ("/x", "", "GET"),
    ("/explore", "set=run.weeks%3D3", "GET"), ("/explore", "projector=1", "GET"), ("/explore", "", "POST"),
    ("/explore", "version=0.0.1", "GET"), ("/explore", "full=1", "GET"),
])  # fmt: skip
def test_and_for_nothing_else(path, query, method):
    assert shown_by(request(path, query, method)) is None
    assert meanwhile(request(path, query, method)) is None


@pytest.mark.parametrize(
    ("accepted", "own", "other"), [("zh-CN,en;q=.5", "措施", "Measures"), ("fr", "Measures", "措施")]
)
def test_it_is_in_the_readers_language(accepted, own, other):
    _, page, _ = alone(answer(meanwhile(request(accept_language=accepted)), request()))
    assert own in page and other not in page


def test_the_doors_stand_before_it_where_the_page_opens_with_them():
    early = {path: alone(answer(meanwhile(request(path)), request()))[1] for path in ("/", "/explore")}
    assert 'class="g-doors"' in early["/"] and 'class="g-doors"' not in early["/explore"]


def test_it_is_laid_over_the_page_whole():
    async def page(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"33")]})
        await send({"type": "http.response.body", "body": b'<html><body class="a">', "more_body": True})
        await send({"type": "http.response.body", "body": b"page</body>"})

    status, body, announced = alone(answer(Laid(page), request()))
    assert status == 200 and announced == len(body.encode())
    assert body.startswith('<html><body class="a"><template id="g-prelude-parts">') and body.endswith("page</body>")
    assert 'data-over="page"' in body
    assert alone(answer(Laid(page), request("/model")))[1] == '<html><body class="a">page</body>'
