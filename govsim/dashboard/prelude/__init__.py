"""What Explore shows until its model plays: its first picture, recorded from the page itself (see recording.py).

Nothing of it is computed here; tests hold it to what the page shows. It is drawn into a closed shadow root, so that
neither its style nor its parts mix with those of the page that is being made behind it.
"""

from functools import cache
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from govsim.dashboard.texts import Words
from govsim.dashboard.view import FIRST, View, view_of

HERE = Path(__file__).parent
TEXTS = HERE.parent / "frame.toml"
SCENARIO = "demo"
_PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>govsim</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>html,body{{margin:0;height:100%}}</style>
</head><body>{prelude}</body></html>
"""
_PART = """<template id="g-prelude-parts"><style>{style}</style><div class="v-application v-application--is-ltr">{parts}
<p class="g-prelude-note" role="status">{note}</p></div></template>
<div id="g-prelude" data-theme="{theme}" data-over="{over}"></div>
<script>{script}</script>
"""


def shown_by(scope: Scope) -> View | None:
    """Return the address of a request if it asks for what was recorded: Explore, or the doors, as they open."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    accepted = Headers(scope=scope).get("accept-language", "")
    view = view_of(scope["path"], scope["query_string"].decode("latin-1"), accepted)
    asked = {name: value for name, value in view.rest if name != "version"}
    plain = asked in ({}, {"scenario": SCENARIO}) and not view.projector and view.older is None
    return view if plain and view.page in (FIRST, "explore") and scope["path"] in ("/", "/explore") else None


def prelude(view: View, over: bool) -> str:
    """Return the markup that is shown until the model plays; over: it is laid over the page, else it stands alone."""
    names = ("explore", "doors") if view.page == FIRST else ("explore",)
    parts = "".join(_recorded(f"{name}.{view.lang}.html") for name in names)
    theme = {None: "", True: "dark", False: "light"}[view.dark]
    return _PART.format(
        style=_recorded("style.css"), parts=parts, note=Words(TEXTS, view.lang)["prelude"], theme=theme,
        over="page" if over else "", script=_recorded("prelude.js"),
    )  # fmt: skip


def meanwhile(scope: Scope) -> ASGIApp | None:
    """Return what answers a request while the pages are loaded, None where it must wait."""
    view = shown_by(scope)
    lang = "zh-CN" if view and view.lang == "zh" else "en"
    return HTMLResponse(_PAGE.format(lang=lang, prelude=prelude(view, over=False))) if view else None


class Laid:
    """Lays the prelude over the pages that it was recorded from."""

    def __init__(self, app: ASGIApp) -> None:
        """Takes the application that makes the pages."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put the prelude behind the first tag of the page's body."""
        view = shown_by(scope)
        if view is None:
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def held(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            whole = _laid_over(bytes(body), view) if start["status"] == 200 else bytes(body)
            headers = MutableHeaders(raw=list(start["headers"]))
            headers["Content-Length"] = str(len(whole))
            await send({**start, "headers": headers.raw})
            await send({"type": "http.response.body", "body": whole})

        await self.app(scope, receive, held)


def _laid_over(page: bytes, view: View) -> bytes:
    before, tag, after = page.partition(b"<body")
    rest, end, content = after.partition(b">")
    return before + tag + rest + end + prelude(view, over=True).encode() + content if end else page


@cache
def _recorded(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
