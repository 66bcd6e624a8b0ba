"""What comes before the pages: who may call, how much they may send, what a browser may load."""

import base64
import hashlib
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from http.cookies import SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from govsim.dashboard.notices import full_page

MOST_BYTES = 1 << 20  # of a request; nothing that these pages send comes near
_READING = ("GET", "HEAD")
_SESSION = re.compile(r"/jupyter/api/kernels/([^/]+)/")
_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True)
class Limits:
    """Where this server may be reached (`host:port`), and how many open pages it carries: in all, and of one device.

    own: addresses of this computer, which may fill all of it.
    """

    hosts: frozenset[str]
    most: int
    each: int | None = None
    own: frozenset[str] = frozenset()

    def knows_origin(self, origin: str | None) -> bool:
        """Whether a request comes from a page of this server."""
        scheme, sign, host = (origin or "").partition("://")
        return bool(sign) and scheme == "http" and host in self.hosts


class Guard:
    """Refuses foreign hosts, foreign origins, requests that are too large, and pages beyond the limit."""

    def __init__(
        self, app: ASGIApp, limits: Limits, pages: Collection[str], opened: Callable[[], Iterable[str]]
    ) -> None:
        """pages: paths of whole pages; opened: ids of the sessions that are open."""
        self.app, self.limits, self.pages, self.opened = app, limits, frozenset(pages), opened
        self._devices: dict[str, str] = {}  # address of the device by session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with the reason why not."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            refusal = self._refusal(scope)
            if refusal:
                await refusal(scope, receive, _with_headers(send))
            else:
                await self.app(scope, _limited(receive), _with_headers(send))

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, session = Headers(scope=scope), _SESSION.search(scope["path"])
        known = headers.get("host") in self.limits.hosts and self.limits.knows_origin(headers.get("origin"))
        opened, device = set(self.opened()), _device(scope)
        if not known or (session and session[1] not in opened and self._is_full(opened, device)):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        if session:
            if len(self._devices) > 4 * self.limits.most:  # those of pages that are gone
                self._devices = {name: each for name, each in self._devices.items() if name in opened}
            self._devices[session[1]] = device
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if headers.get("host") not in self.limits.hosts:
            return PlainTextResponse("这个地址不由 govsim 提供。 / govsim does not answer for this address.\n", 421)
        writes = scope["method"] not in _READING
        if writes and not self.limits.knows_origin(headers.get("origin")):
            return PlainTextResponse("来自其他网页的请求不予处理。 / Requests of other pages are refused.\n", 403)
        if writes and int(headers.get("content-length") or 0) > MOST_BYTES:
            return PlainTextResponse("内容过大。 / Too large.\n", 413)
        if scope["path"] in self.pages and self._is_full(set(self.opened()), _device(scope)):
            return HTMLResponse(full_page(), 503, headers={"Retry-After": "60"})
        return None

    def _is_full(self, opened: set[str], device: str) -> bool:
        limits = self.limits
        if len(opened) >= limits.most:
            return True
        limited = limits.each is not None and device not in limits.own
        return limited and sum(self._devices.get(name) == device for name in opened) >= (limits.each or 0)


class Policy:
    """Says what a page may load: its own files, and the scripts that stand in it when it leaves the server."""

    def __init__(self, app: ASGIApp) -> None:
        """Takes the application that makes the pages."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold a page back until all of it is there, then send it with its policy."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def held(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                start.update(message)
            elif start:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    await _send_page(start, bytes(body), Headers(scope=scope)["host"], send)
            else:
                await send(message)

        await self.app(scope, receive, held)


def content_policy(page: str, host: str) -> str:
    """Return the content security policy of a page: scripts by their hash, so that none can be put in later.

    Vue compiles its templates in the browser, which needs 'unsafe-eval'.
    """
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in _SCRIPT.findall(page))
    return "; ".join((
        "default-src 'none'", f"script-src 'self' 'unsafe-eval' {hashes}".strip(), "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:", "font-src 'self' data:", f"connect-src 'self' ws://{host}", "worker-src 'self'",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ))  # fmt: skip


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _is_page(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")


async def _send_page(start: Message, body: bytes, host: str, send: Send) -> None:
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["Content-Security-Policy"] = content_policy(body.decode(), host)
    headers["Content-Length"] = str(len(body))
    headers["Cache-Control"] = "no-store"
    await send({**start, "headers": headers.raw})
    await send({"type": "http.response.body", "body": body})


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            for name, value in _ALWAYS.items():
                headers[name] = value
            message = {**message, "headers": [_private(pair) for pair in headers.raw]}
        await send(message)

    return sent


def _private(pair: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """Keep cookies to this site, from scripts, and to as long as the browser is open."""
    name, value = pair
    if name.lower() != b"set-cookie":
        return pair
    (morsel,) = SimpleCookie(value.decode("latin-1")).values()
    return name, f"{morsel.key}={morsel.coded_value}; Path=/; HttpOnly; SameSite=Strict".encode("latin-1")


def _device(scope: Scope) -> str:
    """Return the address that a request comes from."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _limited(receive: Receive) -> Receive:
    """Cut a request off that sends more than it may, whatever length it announced."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return {"type": "http.disconnect"} if taken > MOST_BYTES else message

    return counted
