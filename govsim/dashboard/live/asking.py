"""What is told of a stage when somebody asks: groups of residents, the sheet of a thing, a story, the run's page."""

from typing import Any

from govsim.dashboard.live.figures import by_group
from govsim.dashboard.live.inspecting import sheet_of, story_sheet
from govsim.dashboard.live.sheets import row_of
from govsim.dashboard.live.stage import Stage, part
from govsim.dashboard.live.texts import words
from govsim.dashboard.live.track import Watch
from govsim.errors import GovsimError
from govsim.stories import Case, story, unlike

Told = dict[str, Any]
STORIES = ("story", "unlike")  # things whose sheet takes simulation


def groups_of(stage: Stage, outcome: str) -> Told:
    """Return an outcome by group of residents, for the option and the baseline."""
    first = min(stage.since, stage.weeks)
    runs = {name: track.model.result() for name, track in (("base", stage.base), ("option", stage.option))}
    return {"outcome": outcome, **{name: by_group(run, outcome, first) for name, run in runs.items()}}


def report_of(stage: Stage, lang: str, number: int) -> Told:
    """Return the page of the run as far as it has come, as `govsim run` writes it for as many weeks."""
    from govsim.report.page import page  # with Matplotlib, slow to import, and few ask for it

    run, weeks = stage.option.model.result(), stage.weeks
    if weeks == 0:
        raise GovsimError("第一周还没有过完，没有可写的。", "The first week is not over: nothing to write yet.")
    return {"number": number, "weeks": weeks, "text": page(run, lang)}


def thing_of(stage: Stage, thing: Told, lang: str) -> Told | None:
    """Return the sheet of a thing: of the option, at this hour; None where there is no such thing."""
    sheet = sheet_of(stage.option.model, thing, lang)
    if sheet is not None and thing.get("kind") == "buildings" and stage.differ is not None:
        sheet["lists"][0]["rows"].append(row_of(words(lang)["changed_case"], "", {"kind": "unlike"}))
    return sheet


def awaited(lang: str) -> Told:
    """Return the sheet that stands until a story is told."""
    return {"title": words(lang)["story"], "note": words(lang)["telling"]}


def story_of(stage: Stage, thing: Told, lang: str, watch: Watch) -> Told | None:
    """Return the story of a case, or of one that went another way, as both runs tell it."""
    case = _unlike(stage) if thing["kind"] == "unlike" else Case(int(thing["person"]), int(thing["arose"]))
    if case is None:
        return {"title": words(lang)["story"], "note": words(lang)["story_same"]}
    scenarios = [track.scenario for track in reversed(stage.tracks)]
    told = [
        story(scenario, case, lang, stage.hour, part(watch, number, len(scenarios)))
        for number, scenario in enumerate(scenarios)
    ]
    return story_sheet(stage.option.model, lang, case, told)


def _unlike(stage: Stage) -> Case | None:
    option, base = stage.option.model.result().cases, stage.base.model.result().cases
    return unlike(option, base, stage.clock.first_hour)
