"""What the address says: page, language, light or dark, projector, and what is looked at. Nothing else remembers it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from govsim import __version__
from govsim.dashboard.pages import NAMES
from govsim.dashboard.texts import LANGUAGES

FIRST = "doors"  # the page of the bare address
_OWN = ("lang", "theme", "projector")
LONGEST = 24_000  # letters of an address after the page: a link with all assumptions drawn has 16,000
MOST_FIELDS = 400  # of an address

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class View:
    """An address, read. `dark` None: as the system has it. `rest`: what the page itself put there, in order."""

    page: str = FIRST
    lang: str = "zh"
    dark: bool | None = None
    projector: bool = False
    rest: Pairs = ()

    def get(self, key: str) -> str | None:
        """Return a value of the page's own, None where there is none."""
        return next((value for name, value in self.rest if name == key), None)

    def every(self, key: str) -> tuple[str, ...]:
        """Return all values under a key of the page's own."""
        return tuple(value for name, value in self.rest if name == key)

    @property
    def changes(self) -> dict[str, str]:
        """The changes of the scenario, path -> value: `set=path=value` as often as there are some."""
        parts = (value.partition("=") for value in self.every("set"))
        return {path: value for path, sign, value in parts if sign}

    @property
    def seed(self) -> int | None:
        """The seed, None where the address names none that is one."""
        text = self.get("seed") or ""
        return int(text) if text.isdecimal() and len(text) <= 10 else None

    @property
    def full(self) -> bool:
        """Whether a large place is to be played whole."""
        return self.get("full") == "1"

    @property
    def older(self) -> str | None:
        """The version that made the link, if it is not this one."""
        version = self.get("version")
        return version if version and version != __version__ else None

    def address(self, page: str | None = None, rest: Iterable[tuple[str, str]] | None = None, **own: str) -> str:
        """Return the address with another page, another rest, or another `lang`, `theme`, `projector` ("" = none)."""
        page = page or self.page
        kept = (self.rest if page == self.page else ()) if rest is None else tuple(rest)
        pairs = [*self._settings(own), *kept]
        return f"/{'' if page == FIRST else page}" + (f"?{urlencode(pairs)}" if pairs else "")

    def link(self, scenario: str, changes: Iterable[tuple[str, object]] = (), seed: int | None = None,
             full: bool = False) -> str:  # fmt: skip
        """Return the address that opens a scenario with changes and seed on this page again, with the version.

        full: a large place is played whole.
        """
        pairs = [("scenario", scenario), *(("set", f"{path}={_text(value)}") for path, value in changes)]
        pairs += [("seed", str(seed))] if seed is not None else []
        pairs += [("full", "1")] if full else []
        return self.address(rest=[*pairs, ("version", __version__)])

    def _settings(self, own: dict[str, str]) -> Pairs:
        theme = {None: "", True: "dark", False: "light"}[self.dark]
        mine = {"lang": self.lang, "theme": theme, "projector": "1" if self.projector else ""} | own
        return tuple((name, value) for name, value in mine.items() if value)


def view_of(path: str, search: str | None, accepted: str = "") -> View:
    """Read an address; accepted: the languages that the browser wants, which count where the address names none."""
    page = path.strip("/")
    short = (search or "").count("&") < MOST_FIELDS
    pairs = parse_qsl((search or "")[:LONGEST], max_num_fields=MOST_FIELDS) if short else []
    own = {name: value for name, value in pairs if name in _OWN}
    lang = own.get("lang", "")
    return View(
        page=page if page in NAMES else FIRST,
        lang=lang if lang in LANGUAGES else _language(accepted),
        dark={"dark": True, "light": False}.get(own.get("theme", "")),
        projector=own.get("projector") == "1",
        rest=tuple((name, value) for name, value in pairs if name not in _OWN),
    )


def use_view() -> View:
    """Return the address that the page is at; the page is drawn again when it changes."""
    import solara
    import solara.lab

    router: Any = solara.use_router()
    headers = solara.lab.headers.value or {}
    return view_of(router.path, router.search, (headers.get("accept-language") or [""])[0])


def _language(accepted: str) -> str:
    """Return the browser's language, English where it is another one."""
    return "zh" if accepted.strip().lower().startswith("zh") else "en"


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
