"""What a place is like where the answers are silent: the base scenario's numbers, in proportion to what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from govsim.own_place.hours import in_words
from govsim.own_place.questions import EMPLOYMENT, Answer, Answers, Portion
from govsim.place import Place
from govsim.population.spec import SHARES
from govsim.scenario import Scenario
from govsim.staffing import Staff

OLD = ("60-69", "70+")
AWAY = ("non_local", "foreign")  # categories of people who are registered elsewhere
FIRMS = ("enterprise", "long_hours", "shift", "night")  # schedules of people in firms
SCHEDULES: Mapping[str, tuple[str, ...]] = {name: (name,) for name in EMPLOYMENT} | {"enterprise": FIRMS}


@dataclass(frozen=True)
class Counts:
    """The counts of a place: answered, or else assumed."""

    residents: int
    households: int
    communities: int
    estates: int
    grids: int
    grid_workers: int
    community_workers: int
    buildings: int

    @property
    def household_size(self) -> float:
        """Residents a household."""
        return self.residents / self.households


def counts(base: Scenario, answers: Answers) -> Counts:
    """Return the counts: those answered; for the others the base's, scaled with the residents where it gives any."""
    residents, households = _people(base.place, answers)
    scale = residents / base.place.residents
    # Not validated: that numbers do not fit together is told by fitting.py, in the words of the questions.
    place = Place.model_construct(residents=residents, household_size=residents / households)
    grids = _number(answers, "grids", _scaled(base.place.grids, scale) or min(place.grid_count, households))
    fixed = _scaled(base.place.communities, scale) or None
    communities = min(grids, place.model_copy(update={"grids": grids, "communities": fixed}).community_count)
    estates = _number(answers, "estates", _scaled(base.place.estates, scale) or min(communities, households))
    workers = sum(_posts(staff, residents, grids, scale) for staff in base.staff if in_grids(staff))
    others = sum(_posts(staff, residents, grids, scale) for staff in base.staff if not in_grids(staff))
    return Counts(
        residents, households, communities, estates, grids, _number(answers, "grid_workers", workers),
        _number(answers, "community_workers", others),
        max(grids, estates, round(households / base.place.households_per_building)),
    )  # fmt: skip


def _people(place: Place, answers: Answers) -> tuple[int, int]:
    """Return residents and households: one that is not answered follows from the other."""
    homes, people = answers.get("households"), answers.get("residents")
    if people is None:
        people = place.residents if homes is None else round(cast(int, homes) * place.household_size)
    if homes is None:
        homes = max(1, round(cast(int, people) / place.household_size))
    return cast(int, people), cast(int, homes)


def _number(answers: Answers, name: str, default: int) -> int:
    given = answers.get(name)
    return default if given is None else cast(int, given)


def _scaled(number: int | None, scale: float) -> int:
    return 0 if number is None else max(1, round(number * scale))


def in_grids(staff: Staff) -> bool:
    """Return whether this kind of staff has posts in grids, not at stations."""
    return staff.kind == "grid_worker" and staff.duty == "grid"


def _posts(staff: Staff, residents: int, grids: int, scale: float) -> int:
    if staff.per_grid is not None:
        return int(staff.per_grid * grids + 1e-9)
    if staff.per_10000 is not None:
        return round(staff.per_10000 * residents / 10_000)
    return round((staff.number or 0) * scale)


def non_local_share(base: Scenario) -> float:
    """Return the base's share of residents registered elsewhere."""
    return sum(_shares(base, "categories")[name] for name in AWAY)


def elderly_share(base: Scenario) -> float:
    """Return the base's share of people of 60 and older among all residents."""
    return sum(_shares(base, "ages")[name] for name in OLD) * base.population.adults


def employment(base: Scenario) -> dict[str, float]:
    """Return the base's shares of employment among adults."""
    own = _shares(base, "schedules")
    return {name: sum(own[part] for part in parts) for name, parts in SCHEDULES.items()}


def parts_of(base: Scenario, table: str, names: tuple[str, ...]) -> dict[str, float]:
    """Return how the base divides these shares among each other; in equal parts where it has none of them."""
    own = _shares(base, table)
    total = sum(own[name] for name in names)
    return {name: own[name] / total if total else 1 / len(names) for name in names}


def _shares(base: Scenario, table: str) -> dict[str, float]:
    return dict(zip(SHARES[table], map(float, base.population.shares(table)), strict=True))


def default_text(name: str, base: Scenario, answers: Answers, lang: str) -> str:
    """Return in words what stands in for an answer that is not given."""
    zh = lang == "zh"
    if name in ("non_local", "elderly"):
        share = non_local_share(base) if name == "non_local" else elderly_share(base)
        return f"{share:.1%}"
    if name == "employment":
        return " ".join(f"{100 * share:.0f}" for share in employment(base).values()) + " %"
    if name == "hours":
        return "周一至周五 8:00-12:00 14:00-18:00" if zh else "mon-fri 8:00-12:00 14:00-18:00"
    if name == "orders":
        return "由模型算出" if zh else "as many as the model gives"
    if name == "groups":
        return "0（没有）" if zh else "0 (none)"
    return f"{getattr(counts(base, answers), name):,}"


def worded(answer: Answer, lang: str) -> str:
    """Return an answer in words."""
    if isinstance(answer, Portion):
        people = "人" if lang == "zh" else "people"
        return f"{100 * answer.share:g}%" if answer.share is not None else f"{answer.people:,.0f} {people}"
    if isinstance(answer, Mapping):
        side = 0 if lang == "zh" else 1
        return ", ".join(f"{EMPLOYMENT[key][side]} {100 * share:.4g}%" for key, share in answer.items())
    return in_words(answer, lang) if isinstance(answer, tuple) else f"{answer:,}"
