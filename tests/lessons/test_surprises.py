"""A lesson's surprise is what the model finds: every claim holds, as a sign with its interval, over paired seeds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from govsim.lessons import catalogue, lesson
from govsim.lessons.choices import scenario_with, settings_of
from govsim.lessons.results import row
from govsim.lessons.runs import Result, values_of
from govsim.lessons.specification import Claim, Lesson, Shown
from govsim.lessons.warmups import name_of, warm

CLAIMS = [(name, paragraph, number) for name in catalogue() for paragraph, each in enumerate(lesson(name).surprise)
          for number in range(len(each.claims))]  # fmt: skip
_known: dict[tuple[str, str, int, int | None], list[Result]] = {}


@pytest.fixture(scope="module")
def warm_ups(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of warm-ups that the tests of this file share."""
    yield tmp_path_factory.mktemp("warm-ups")
    _known.clear()


def shown(found: Lesson) -> tuple[Shown, ...]:
    """Return everything that the lesson's claims are about."""
    claims = (claim for each in found.surprise for claim in each.claims)
    return tuple(dict.fromkeys(Shown(outcome=claim.outcome, label=claim.label) for claim in claims))


def results(found: Lesson, settings: dict[str, object], claim: Claim, folder: Path) -> list[Result]:
    """Return the values under settings over the claim's weeks and seeds."""
    claims = (claim for each in found.surprise for claim in each.claims)
    stretches = {claim.last for claim in claims}
    key = (found.id, repr(sorted(settings.items())), claim.pairs)
    if (*key, claim.last) not in _known:
        scenario = scenario_with(found, settings)
        name = name_of(scenario)
        runs = [warm(scenario, seed, name, folder).run() for seed in range(1, claim.pairs + 1)]
        for each in stretches:
            weeks = [(run.weeks - (each or run.weeks), run.weeks) for run in runs]
            _known[*key, each] = [values_of(shown(found), *pair) for pair in zip(runs, weeks, strict=True)]
    return _known[*key, claim.last]


def check(found: Lesson, claim: Claim, folder: Path) -> None:
    """Hold a claim against the model."""
    base, other = (results(found, settings, claim, folder) for settings in settings_of(found, claim))
    difference = row(Shown(outcome=claim.outcome, label=claim.label), base, other)
    assert difference.runs >= claim.pairs - 2
    assert claim.holds(difference.base, difference.low, difference.high), (claim, difference)


@pytest.mark.parametrize(("name", "paragraph", "number"), CLAIMS)
def test_the_model_says_what_the_lesson_says(name: str, paragraph: int, number: int, warm_ups: Path) -> None:
    found = lesson(name)
    check(found, found.surprise[paragraph].claims[number], warm_ups)


@pytest.mark.parametrize("name", catalogue())
def test_every_paragraph_rests_on_a_claim(name: str) -> None:
    assert all(each.claims for each in lesson(name).surprise)
