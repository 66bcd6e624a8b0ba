"""The server answers at once, while what makes its pages is still being loaded."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True)
class Loaded:
    """What answers for the pages once it is loaded, what lives as long as it does, and the ids of open pages."""

    app: ASGIApp
    living: Callable[[Any], AbstractAsyncContextManager[None]]
    opened: Callable[[], list[str]]


class Loading:
    """An application that is loaded in a thread; requests wait for it, but those that `meanwhile` can answer."""

    def __init__(self, load: Callable[[], Loaded], meanwhile: Callable[[Scope], ASGIApp | None]) -> None:
        """load: loads it, in a thread; meanwhile: returns what answers a request until then, None to let it wait."""
        self._load, self._meanwhile = load, meanwhile
        self._loaded: Loaded | None = None
        self._settled, self._leaving = asyncio.Event(), asyncio.Event()
        self.failure: Exception | None = None
        self.on_failure: Callable[[], None] = lambda: None

    @property
    def ready(self) -> bool:
        """Whether it is loaded."""
        return self._loaded is not None

    def opened(self) -> list[str]:
        """Return the ids of open pages."""
        return self._loaded.opened() if self._loaded else []

    @asynccontextmanager
    async def live(self, app: Any) -> AsyncIterator[None]:
        """Load it, and keep what it needs until the server stops."""
        living = asyncio.ensure_future(self._live(app))
        try:
            yield
        finally:
            self._leaving.set()
            await living

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if not self._settled.is_set():
            answer = self._meanwhile(scope)
            if answer is not None:
                await answer(scope, receive, send)
                return
            await self._settled.wait()
        await (self._loaded.app if self._loaded else _failed)(scope, receive, send)

    async def _live(self, app: Any) -> None:
        try:
            loaded = await asyncio.to_thread(self._load)
            async with loaded.living(app):
                self._loaded = loaded
                self._settled.set()
                await self._leaving.wait()
        except Exception as error:  # whatever it is, the server must not wait for pages that will not come
            self.failure = error
            self._settled.set()
            self.on_failure()


async def _failed(scope: Scope, receive: Receive, send: Send) -> None:
    """Say that there are no pages; the reason stands where the server was started."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1011})
        return
    await PlainTextResponse("网页载入失败。 / The pages could not be loaded.\n", 503)(scope, receive, send)
