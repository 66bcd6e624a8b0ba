"""What sheets are made of: the model as it is now, words, rows and pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from govsim.dashboard.live.cases import Matter
from govsim.dashboard.live.texts import words
from govsim.measures import labels
from govsim.model import Community

A_PAGE = 12
Thing = Mapping[str, Any]
Sheet = dict[str, Any]


class Inspector:
    """A model as it is now, and the words of one language."""

    def __init__(self, model: Community, lang: str) -> None:
        self.model, self.lang, self.words = model, lang, words(lang)
        self.place, self.world = model.built.place, model.built.world
        self.tables = self.world.tables

    def say(self, key: str, **values: object) -> str:
        """Return a text, filled in."""
        return self.words[key].format(**values)

    def date(self, hour: int, never: str = "—") -> str:
        """Return the day of an hour; `never` for hours before the beginning."""
        return f"{self.model.built.clock.date_of(hour):%Y-%m-%d}" if hour >= 0 else never

    def label(self, kind: str, name: str) -> str:
        """Return the name of a group of residents or a class of matters."""
        return labels()[f"{kind}:{name}"][self.lang]

    def building_name(self, row: int) -> str:
        """Return what a building is called."""
        own = self.place.labels.get("building", ())
        return f"{self.words['building']} {own[row] if own else row + 1}"

    def issue(self, number: int) -> str:
        """Return the name of a kind of matter."""
        return self.model.scenario.issues[number].word(self.lang)

    def state(self, matter: Matter) -> str:
        """Return how a matter stands."""
        unresolved = matter.state == "closed" and not matter.resolved
        return self.words[f"state_{matter.state}{'_unresolved' if unresolved else ''}"]


def paged(rows: Sequence[Any], page: int, thing: Thing) -> dict[str, Any]:
    """Return one page of some rows, with the way to its neighbours."""
    pages = max(1, -(-len(rows) // A_PAGE))
    page = min(max(0, int(page)), pages - 1)
    return {
        "rows": list(rows[page * A_PAGE : (page + 1) * A_PAGE]), "page": page, "pages": pages,
        "before": {**thing, "page": page - 1} if page > 0 else None,
        "after": {**thing, "page": page + 1} if page + 1 < pages else None,
    }  # fmt: skip


def listed(title: str, empty: str, rows: Sequence[Any], thing: Thing) -> dict[str, Any]:
    """Return a list of a sheet, the page that the thing asks for."""
    return {"title": f"{title} · {len(rows)}", "empty": empty, **paged(rows, thing.get("page", 0), thing)}


def plain_list(rows: Sequence[Any], title: str = "", empty: str = "") -> dict[str, Any]:
    """Return a list of one page."""
    return {"title": title, "empty": empty, "rows": list(rows), "page": 0, "pages": 1, "before": None, "after": None}


def row_of(text: str, more: str = "", to: Thing | None = None) -> dict[str, Any]:
    """Return one row of a list; `to`: the thing behind it."""
    return {"text": text, "more": more, "to": dict(to) if to else None}


def bounded(thing: Thing, size: int, name: str = "row") -> int:
    """Return the row that a thing names. Raises IndexError where there is none."""
    row = int(thing[name])
    if not 0 <= row < size:
        raise IndexError(row)
    return row


def matter_rows(of: Inspector, found: Sequence[Matter]) -> list[dict[str, Any]]:
    """Return matters as rows that lead to their sheets."""
    return [
        row_of(of.issue(one.issue), f"{of.state(one)} · {of.date(one.arose)}",
               {"kind": "case", "person": one.person, "arose": one.arose})
        for one in found
    ]  # fmt: skip


def group_state(of: Inspector, row: int) -> str:
    """Return whether a building has a self-governance group."""
    group = of.tables["groups"][row]
    if group["founded"] < 0:
        return of.words["group_none"]
    if group["faded"] >= 0:
        return of.say("group_faded", date=of.date(int(group["faded"])))
    return of.say("group_lives", date=of.date(int(group["founded"])))
