"""The residents of a place as they stand when nothing has happened yet: close to a steady state, every draw keyed."""

from collections.abc import Callable

import numpy as np

from govsim.engine.codes import AGES, CATEGORIES, DIALECT, ENGLISH, HOME, MANDARIN, SCHEDULES
from govsim.engine.draws import draws
from govsim.place.tables import PlaceTables
from govsim.population.distributions import chosen, exponential, gamma, normal
from govsim.population.joint import ages_and_schedules, joint_shares
from govsim.population.spec import Population
from govsim.world.schema import NEVER_ATTENDED, RESIDENT

YEAR = 8_766.0  # h
NEVER = 2**30  # h, later than any run ends
STUDENT = SCHEDULES.index("student")
SIXTY = AGES.index("60-69")
NON_LOCAL, FOREIGN = CATEGORIES.index("non_local"), CATEGORIES.index("foreign")

# All assumed. Mean years since moving in; what being of a category adds to the baseline of ties.
YEARS = np.array([15.0, 4.0, 8.0, 3.5, 2.0])
LONGEST_STAY = 60.0
TIES = np.array([0.04, -0.06, 0.02, -0.06, -0.10])
SETTLED = 10.0  # years after which ties no longer grow
TIES_BY_STAY, TIES_SPREAD = 0.10, 0.15
EFFICACY, EFFICACY_SPREAD = 0.5, 0.15
ENGLISH_ONLY = 0.7  # of foreign residents
SCHOOLING = np.array([  # shares of primary, junior, senior, college by age
    [0.60, 0.25, 0.15, 0.00], [0.02, 0.18, 0.30, 0.50], [0.04, 0.26, 0.28, 0.42], [0.12, 0.42, 0.28, 0.18],
    [0.25, 0.42, 0.23, 0.10], [0.45, 0.33, 0.14, 0.08],
])  # fmt: skip
# Weight of each need by age: repairs, parking, green and play, elder care, safety, culture and sport.
NEEDS = np.array([
    [1.0, 0.2, 3.0, 0.2, 1.0, 2.0], [1.0, 2.0, 1.0, 0.2, 1.2, 1.5], [1.2, 2.2, 2.0, 0.6, 1.2, 0.8],
    [1.5, 1.5, 0.8, 1.2, 1.2, 0.9], [1.6, 0.6, 1.0, 2.2, 1.2, 1.2], [1.6, 0.2, 0.8, 3.5, 1.2, 0.8],
])  # fmt: skip


def build_residents(population: Population, place: PlaceTables, rules: np.ndarray, seed: int) -> np.ndarray:
    """Return one row a resident, in the order of buildings and households.

    rules: the one-row table of parameters. Draws are keyed by the global number of resident, household or building.
    """
    residents = np.zeros(place.residents, RESIDENT)
    households = _house(residents, place)
    _set_category(residents, households, population, place, seed)
    adult = _adults(residents, population, place, seed)
    _set_age_and_schedule(residents, adult, population, seed)
    _set_stay(residents, seed)
    _set_person(residents, rules[0], population, seed)
    _set_attitudes(residents, rules[0], seed)
    _set_acquaintance(residents, adult, rules[0], population, seed)
    _set_rate(residents, adult, float(rules[0]["arrivals_rate_shape"]), _adult_share(population, place), seed)
    for column in ("last_contact", "next", "candidate", "tried_week", "met_week"):
        residents[column] = -1
    residents["attended"] = NEVER_ATTENDED
    return residents


def _house(residents: np.ndarray, place: PlaceTables) -> np.ndarray:
    """Set household, building and grid; return the building of each household."""
    sizes = place.household_sizes
    building = np.repeat(np.arange(len(place.buildings), dtype=np.int32), place.households_of_building)
    residents["household"] = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    residents["building"] = np.repeat(building, sizes)
    residents["grid"] = place.buildings["grid"][residents["building"]]
    return building


def _set_category(
    residents: np.ndarray, building: np.ndarray, population: Population, place: PlaceTables, seed: int
) -> None:
    """Draw a household's category: with chance `mixing` its own, else its building's."""
    households = np.arange(len(building))
    shares = population.shares("categories")
    own = draws(seed, "population.mixing", households) < population.mixing
    drawn = chosen(draws(seed, "population.category", households), shares)
    shared = chosen(_spread_over_community(place, seed), shares)[building]
    residents["category"] = np.where(own, drawn, shared)[residents["household"]]


def _spread_over_community(place: PlaceTables, seed: int) -> np.ndarray:
    """Return a number in (0, 1) for each building, evenly spread over each community's residents in a keyed order.

    With numbers drawn singly a community of sixty buildings would often be far from the shares.
    """
    buildings = place.buildings
    order = np.lexsort((draws(seed, "population.building", np.arange(len(buildings))), buildings["community"]))
    home = buildings["community"][order]
    upto = np.cumsum(buildings["residents"][order], dtype=np.int64)
    total = np.bincount(home, weights=buildings["residents"][order])
    before = np.cumsum(total) - total
    middle = (upto - 0.5 * buildings["residents"][order] - before[home]) / total[home]
    start = draws(seed, "population.start", np.arange(place.communities))
    position = np.empty(len(buildings))
    position[order] = (middle + start[home]) % 1.0
    return position


def _adult_share(population: Population, place: PlaceTables) -> float:
    """Return the expected share of adults: the given one, or more where most households are single."""
    others = place.residents - len(place.household_sizes)
    return 1 - min((1 - population.adults) * place.residents, others) / place.residents


def _adults(residents: np.ndarray, population: Population, place: PlaceTables, seed: int) -> np.ndarray:
    """Return who is an adult: the first of each household, and so many of the others that the share is met."""
    first = np.diff(residents["household"], prepend=-1) > 0
    others = len(residents) - len(place.household_sizes)
    minors = (1 - _adult_share(population, place)) * len(residents) / others if others else 0.0
    adult: np.ndarray = first | (draws(seed, "population.adult", np.arange(len(residents))) > minors)
    return adult


def _set_age_and_schedule(residents: np.ndarray, adult: np.ndarray, population: Population, seed: int) -> None:
    persons = np.flatnonzero(adult)
    uniforms = draws(seed, "population.age_and_schedule", persons)
    residents["schedule"] = STUDENT
    category = residents["category"][persons].astype(np.int64)
    age, schedule = ages_and_schedules(joint_shares(population), category, uniforms)
    residents["age"][persons], residents["schedule"][persons] = age, schedule


def _set_stay(residents: np.ndarray, seed: int) -> None:
    """Draw the years since the household moved in: exponential, by category."""
    years = YEARS[residents["category"]] * exponential(_of_household(residents, "population.years", seed))
    residents["years"] = np.minimum(years, LONGEST_STAY)


def _set_person(residents: np.ndarray, rules: np.void, population: Population, seed: int) -> None:
    """Draw what a person is besides: gender, schooling, papers, languages, digital access, type, need."""
    draw = _draw(len(residents), seed)
    category, age = residents["category"], residents["age"]
    residents["hukou"] = category < NON_LOCAL
    residents["gender"] = draw("gender") < 0.5
    residents["schooling"] = _by_age(draw("schooling"), SCHOOLING, age)
    residents["need"] = _by_age(draw("need"), NEEDS, age)
    residents["cooperation"] = chosen(draw("cooperation"), population.shares("cooperation"))
    retired = (residents["schedule"] == HOME) & (age >= SIXTY)
    access = np.where(retired, rules["channels_digital_retired"], rules["channels_digital_others"])
    residents["digital"] = draw("digital") < access
    foreign = np.where(draw("english") < ENGLISH_ONLY, ENGLISH, ENGLISH | MANDARIN)
    native = np.where(category < NON_LOCAL, MANDARIN | DIALECT, MANDARIN)
    residents["languages"] = np.where(category == FOREIGN, foreign, native)
    away = _of_household(residents, "population.unregistered", seed) < population.unregistered
    residents["registered"] = np.where((category >= NON_LOCAL) & away, -1, 0)


def _set_attitudes(residents: np.ndarray, rules: np.void, seed: int) -> None:
    """Draw trust and ties, which start at the resident's own baselines, and efficacy."""
    draw = _draw(len(residents), seed)
    mean, spread = float(rules["trust_baseline_mean"]), float(rules["trust_baseline_spread"])
    residents["baseline"] = normal(draw("trust"), mean, spread, 0.05, 0.95)
    for column in ("trust_workers", "trust_offices", "trust_group"):
        residents[column] = residents["baseline"]
    stay = np.minimum(residents["years"], SETTLED) / SETTLED - 0.5
    ties = 0.5 + TIES[residents["category"]] + TIES_BY_STAY * stay
    residents["baseline_ties"] = normal(draw("ties"), ties, TIES_SPREAD, 0.02, 0.98)
    residents["ties"] = residents["belonging"] = residents["baseline_ties"]
    residents["efficacy"] = normal(draw("efficacy"), EFFICACY, EFFICACY_SPREAD, 0.05, 0.95)


def _set_acquaintance(
    residents: np.ndarray, adult: np.ndarray, rules: np.void, population: Population, seed: int
) -> None:
    """Draw which adults know a worker, and until which hour; the residual time of an exponential is exponential."""
    draw = _draw(len(residents), seed)
    chance = np.where(residents["schedule"] == HOME, population.knows_home, population.knows_others)
    loss = float(rules["field_acquaintance_loss"])
    until = np.minimum(exponential(draw("known_until")) * (YEAR / loss), NEVER) if loss else np.float64(NEVER)
    residents["known_until"] = np.where(adult & (draw("knows") < chance), until, -1)


def _set_rate(residents: np.ndarray, adult: np.ndarray, shape: float, adults: float, seed: int) -> None:
    """Draw the heterogeneity of adults: gamma, scaled so that its mean over all residents is 1; minors have none."""
    persons = np.flatnonzero(adult)
    residents["rate"][persons] = gamma(draws(seed, "population.rate", persons), shape) / adults


def _draw(number: int, seed: int) -> Callable[[str], np.ndarray]:
    """Return draws for all residents by the name of what is drawn."""
    persons = np.arange(number)
    return lambda what: draws(seed, f"population.{what}", persons)


def _of_household(residents: np.ndarray, why: str, seed: int) -> np.ndarray:
    """Return one draw a household, for each of its residents."""
    household = residents["household"]
    of_household: np.ndarray = draws(seed, why, np.arange(int(household[-1]) + 1))[household]
    return of_household


def _by_age(uniforms: np.ndarray, weights: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Return a choice by weights that depend on age."""
    upto = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    choice = np.zeros(len(age), np.int8)
    for end in upto.T:
        choice += uniforms > end[age]
    return choice
