"""The shipped scenarios and how they hang together."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from govsim.scenario import Scenario, load, shipped_ids
from govsim.scenario.layers import located
from govsim.scenario.reading import read_table

TEASERS = Path(__file__).with_name("teasers.toml")
TEASER_ROW = "S22"


@dataclass(frozen=True)
class Shipped:
    """A shipped scenario and the one that it extends."""

    scenario: Scenario
    extends: str | None

    def row(self) -> list[str]:
        """Return its row in the list: id, residents, source row, titles."""
        title, size = self.scenario.title, self.scenario.place.residents
        return [self.scenario.id, f"{size:,}" if size else "", self.scenario.source.row, f"{title.zh} / {title.en}"]

    def document(self) -> dict[str, object]:
        """Return it as a JSON object."""
        plain = self.scenario.model_dump(mode="json", include={"id", "title", "question", "source"})
        return {**plain, "extends": self.extends, "residents": self.scenario.place.residents}


def family() -> list[Shipped]:
    """Return all shipped scenarios, the small ones first, each before those that extend it."""
    found = [Shipped(load(name), read_table(located(name)).get("extends")) for name in shipped_ids()]
    cases = [each for each in found if each.extends == "baseline"]
    cases.sort(key=lambda each: each.scenario.place.residents or 0)
    ordered = [each for each in found if each.extends is None]
    for case in cases:
        ordered += [case, *(each for each in found if each.extends == case.scenario.id)]
    return ordered


def not_made() -> list[dict[str, str]]:
    """Return what the source mentions in a line only, too little for a scenario: id, row, zh, en."""
    rows = tomllib.loads(TEASERS.read_text(encoding="utf-8"))
    return [{"id": name, "row": TEASER_ROW, **words} for name, words in rows.items()]


def suggestion(name: str, scenario: Scenario) -> str:
    """Return the arguments of a comparison that makes sense after a run of a scenario.

    With its own measure that is switched off; or with a shipped one that extends it; or against the one it extends.
    """
    off = next((policy for policy in scenario.policies if not policy.on), None)
    if off is not None:
        return f"{name} +policies.{off.name}.on=true"
    parent = read_table(located(name)).get("extends")
    child = next((each for each in shipped_ids() if read_table(located(each)).get("extends") == name), None)
    if child is not None:
        return f"{name} {child}"
    if parent and parent != "baseline" and scenario.policies:
        return f"{parent} {name}"
    return f"{name} +policies.roster.share=0.25"
