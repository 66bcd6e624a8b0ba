"""One process that serves the pages on this machine."""

import asyncio
import errno
import shutil
import signal
import tempfile
import threading
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govsim import __version__
from govsim.dashboard import copies
from govsim.dashboard.environment import prepare, tolerate_loading
from govsim.errors import GovsimError

if TYPE_CHECKING:
    from govsim.dashboard.classroom.opening import Setting
    from govsim.dashboard.classroom.room import Room
    from govsim.dashboard.loading import Loaded

HOST = "127.0.0.1"
PORT = 8765
ASSETS = Path(__file__).with_name("assets")
MOST_PAGES = 64
MOST_OF_A_DEVICE = 12  # pages in a class: a phone that reloads leaves pages behind for a while
MOST_MESSAGE = 4 << 20  # bytes of one message from a page
LEAST_DISK = 100 << 20
_LATER = 3.0  # seconds until pages that nobody has opened yet are loaded
_GRACE = 2  # seconds that open pages are given when the server stops


class ServerError(GovsimError):
    """The server cannot start here."""

    exit_code = 5


def application(port: int, most: int = MOST_PAGES, lesson: "tuple[Setting, Room] | None" = None) -> Any:
    """Return the ASGI application: the pages, `/healthz`, and the guard before them; with a class, its room.

    It answers at once; the pages are loaded meanwhile (`state.loading`).
    """
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.gzip import GZipMiddleware
    from starlette.routing import Mount, Route

    from govsim.dashboard.guard import Guard, Limits, Policy
    from govsim.dashboard.loading import Loading
    from govsim.dashboard.pages import PATHS
    from govsim.dashboard.prelude import meanwhile

    loading = Loading(lambda: _loaded(lesson), (lambda scope: None) if lesson else meanwhile)
    hosts = {lesson[0].host} if lesson else {f"{HOST}:{port}", f"localhost:{port}"}
    limits = Limits(frozenset(hosts), most, *((MOST_OF_A_DEVICE, _own(lesson[0].address)) if lesson else ()))
    guard = Middleware(Guard, limits=limits, pages=PATHS, opened=loading.opened)
    gzip = Middleware(GZipMiddleware, minimum_size=1000)
    made = Starlette(
        routes=[Route("/healthz", _healthz), Mount("/", app=loading)],
        middleware=[guard, gzip, Middleware(Policy)], lifespan=loading.live,
    )  # fmt: skip
    made.state.loading = loading
    return made


def _loaded(lesson: "tuple[Setting, Room] | None") -> "Loaded":
    """Load Solara and the first page."""
    prepare(reload=lesson is not None)
    from solara.server import kernel_context, starlette
    from starlette.routing import Router

    from govsim.dashboard.loading import Loaded
    from govsim.dashboard.prelude import Laid

    tolerate_loading()
    starlette.settings.assets.extra_locations = [str(ASSETS)]
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
    pages = Router(routes=_pages(starlette))
    app = pages if lesson else Laid(pages)
    return Loaded(app, _living(starlette, lesson), lambda: list(kernel_context.contexts))


def _own(address: str) -> frozenset[str]:
    return frozenset({HOST, address})


def serve(
    port: int = PORT, ready: Callable[[str], None] | None = None, lesson: "tuple[Setting, Room] | None" = None
) -> int:
    """Serve the pages until SIGTERM (return 0) or Ctrl-C (return 130); `ready` is told the address.

    lesson: a class that is held, at the address of its setting. Raises ServerError if the port is taken.
    """
    prepare(reload=lesson is not None)
    if lesson is None:  # a class leaves the processors to its own runs
        copies.begin()
    import uvicorn

    host = lesson[0].address if lesson else HOST
    made = application(port, lesson=lesson)
    config = uvicorn.Config(
        made, host=host, port=port, log_level="error", access_log=False,
        ws_max_size=MOST_MESSAGE, timeout_graceful_shutdown=_GRACE, server_header=False, proxy_headers=False,
    )  # fmt: skip
    listening = listening_at(host, port)
    stopped: list[int] = []
    kept = {number: signal.signal(number, lambda number, frame: stopped.append(number)) for number in _signals()}
    server = uvicorn.Server(config)
    made.state.loading.on_failure = lambda: setattr(server, "should_exit", True)
    try:
        asyncio.run(_served(server, listening, f"http://{host}:{port}/", ready))
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
    if made.state.loading.failure is not None:
        raise _not_loaded(made.state.loading.failure)
    return 130 if signal.SIGINT in stopped else 0


def _not_loaded(reason: Exception) -> GovsimError:
    if isinstance(reason, GovsimError):
        return reason
    said = f"{type(reason).__name__}: {reason}"
    return ServerError(f"网页载入失败：{said}", f"The pages could not be loaded: {said}")


async def _served(server: Any, listening: Any, address: str, ready: Callable[[str], None] | None) -> None:
    serving = asyncio.ensure_future(_until_stopped(server, listening))
    while not server.started and not serving.done():
        await asyncio.sleep(0.02)
    if ready and server.started:
        ready(address)
    await serving


async def _until_stopped(server: Any, listening: Any) -> None:
    try:
        await server.serve(sockets=[listening])
    except SystemExit:  # uvicorn's way to say that the application did not start; the reason is printed already
        raise ServerError("网页没有启动，原因见上。", "The pages did not start; the reason stands above.") from None


def listening_at(host: str, port: int) -> Any:
    """Return a socket that is bound to an address of this machine. Raises ServerError."""
    import socket

    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise ServerError(
                f"{host} 不是本机的地址。去掉 --address，由程序来找。",
                f"{host} is no address of this computer. Leave --address out, and one is found.",
            ) from None
        raise ServerError(
            f"端口 {port} 用不了（{error.strerror}）。换一个：govsim dashboard --port {port + 1}",
            f"Port {port} cannot be used ({error.strerror}). Take another one: govsim dashboard --port {port + 1}",
        ) from None
    return listening


def _signals() -> tuple[signal.Signals, ...]:
    return (signal.SIGINT, signal.SIGTERM)


def _pages(starlette: Any) -> list[Any]:
    """Return Solara's routes without its own reports, and with files from this machine only."""
    from solara.server.cdn_helper import cdn_url_path
    from starlette.routing import Mount

    hidden = ("/readyz", "/resourcez", f"/{cdn_url_path}", "/_solara/api/evict/{kernel_id}")
    files = starlette.StaticFilesOptionalAuth(directory=starlette.settings.assets.proxy_cache_dir)
    return [Mount(f"/{cdn_url_path}", app=files), *(each for each in starlette.routes if each.path not in hidden)]


def _living(starlette: Any, lesson: "tuple[Setting, Room] | None") -> Any:
    @asynccontextmanager
    async def living(app: Any) -> AsyncIterator[None]:
        from govsim.dashboard import live, work

        async with starlette.lifespan(app):
            work.begin()
            if lesson:
                from govsim.dashboard.classroom import here

                here.begin(*lesson)
            else:
                await asyncio.to_thread(live.prepare)
            _load_later()
            try:
                yield
            finally:
                if lesson:
                    await asyncio.to_thread(here.end)
                await asyncio.to_thread(work.end)
                await asyncio.to_thread(live.close)

    return living


def _load_later() -> None:
    """Load the other pages once the first one has had time to show."""
    from govsim.dashboard.application import load_all

    loading = threading.Timer(_LATER, load_all)
    loading.daemon = True
    loading.start()


async def _healthz(request: Any) -> Any:
    from starlette.responses import JSONResponse

    from govsim.dashboard import work
    from govsim.dashboard.health import STARTED

    loading = request.app.state.loading
    if not loading.ready:
        return JSONResponse({"version": __version__, "started": STARTED, "loading": True}, 503)
    free = shutil.disk_usage(tempfile.gettempdir()).free
    checks = {"workers": work.healthy(), "disk": free >= LEAST_DISK}
    pages = len(loading.opened())
    status = {"version": __version__, "started": STARTED, "pages": pages, "runs": work.runs(), **checks}
    return JSONResponse(status, 200 if all(checks.values()) else 503)
