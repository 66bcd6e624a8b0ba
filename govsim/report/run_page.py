"""Sections of the page of one run."""

from collections import Counter
from collections.abc import Iterator

from govsim.analysis import shown
from govsim.measures import FUNCTIONS, PLACE, group_labels, headline, outcomes_known, part, values
from govsim.records import Run
from govsim.report import figures
from govsim.report.fonts import figure_language
from govsim.report.markup import Html, join, table, tag
from govsim.report.texts import Words

USES = ("field", "paperwork", "cases", "sessions", "idle")
# Where a case ends: label and colour; grey = nobody was told, then open ones, then closed ones.
_FLOW = {
    "endured": "#8a8f98", "between": "#8a8f98", "faded": "#8a8f98", "undecided": "#8a8f98", "withdrawn": "#9a8c98",
    "open": "#00838f", "local": "#7b4fb5", "town": "#7b4fb5", "city": "#7b4fb5",
}  # fmt: skip
_ENDS = {
    "endured": "endured", "settled": "between", "moot": "faded", "free": "faded", "latent": "undecided",
    "undecided": "undecided", "withdrawn": "withdrawn",
}  # fmt: skip


def run_facts(run: Run, words: Words) -> Iterator[tuple[str, object, bool]]:
    """Yield what was run."""
    yield words["scenario"], run.scenario, False
    yield words["seed"], run.seed, False
    yield words["dates"], words["span"].format(start=run.start.isoformat(), weeks=run.weeks), False
    yield words["residents"], words["persons"].format(n=f"{run.sizes.get('residents', 0):,}"), False
    yield words["version"], run.versions.get("govsim", ""), False
    yield words["command"], run.command and tag("code", run.command), False
    yield words["fingerprint"], tag("code", run.fingerprint), True


def run_sections(run: Run, words: Words) -> Iterator[Html]:
    """Yield the sections of the page."""
    figure_words = Words(figure_language(words.lang))
    found = values(part(run))
    yield tag("p", words["once"])
    yield _section(words["headline"], _cards(found, words))
    yield _section(words["weekly"], _weekly(run, figure_words))
    yield _section(words["by_group"], _groups(run, words))
    yield _section(words["hours"], _hours(found, figure_words))
    yield _section(words["flow"], _flow(run, figure_words))
    yield _section(words["all"], tag("details", tag("summary", words["all"]), _everything(found, words)))


def _section(title: str, *content: Html) -> Html:
    return tag("section", tag("h2", title), *content)


def _cards(found: dict[str, float], words: Words) -> Html:
    cards = []
    for each in headline():
        value = tag("b", shown(found[each.id]), " ", tag("small", words.unit(each.id)))
        definition = tag("div", words.definition(each.id), class_="soft")
        cards.append(tag("div", words.outcome(each.id), value, definition, class_="card"))
    return tag("div", *cards, class_="cards")


def _weekly(run: Run, words: Words) -> Html:
    weeks = range(run.weeks)
    days = [run.date_of(week) for week in weeks]
    parts = [part(run, PLACE, (week, week + 1)) for week in weeks]
    curves = {each.id: [(days, [FUNCTIONS[each.id](week) for week in parts])] for each in headline()}
    title = words["weekly_title"].format(n=run.weeks)
    return figures.series_figure(curves, [run.title[words.lang]], words, title)


def _groups(run: Run, words: Words) -> Html:
    """Return the table of groups by headline outcomes, without outcomes that no group has."""
    labels = (PLACE, *group_labels(run))
    parts = {label: part(run, label) for label in labels}
    columns = {each.id: [FUNCTIONS[each.id](parts[label]) for label in labels] for each in headline()}
    known = {name: column for name, column in columns.items() if any(value == value for value in column[1:])}
    head = (words["group"], *(words.titled(name) for name in known))
    rows = ((words.label(label), *(shown(column[row]) for column in known.values()))
            for row, label in enumerate(labels))  # fmt: skip
    return join((tag("p", words["by_group_note"], class_="soft"), table(head, rows)))


def _hours(found: dict[str, float], words: Words) -> Html:
    names = [f"worker_hours_{use}" for use in USES]
    shares = [0.0 if found[name] != found[name] else found[name] for name in names]
    return figures.stacked_hours({"": shares}, [use_label(name, words) for name in names], words)


def use_label(name: str, words: Words) -> str:
    """Return the name of a use of hours without the word "hours" before it."""
    label = outcomes_known()[name].label[words.lang]
    return label.partition("：" if words.lang == "zh" else ": ")[2]


def _flow(run: Run, words: Words) -> Html:
    counts = flow_of(run)
    shown_ones = {words.label(f"flow:{name}"): count for name, count in counts.items()}
    title = words["flow_title"].format(n=f"{len(run.cases):,}")
    chart = figures.flow_bars(shown_ones, list(_FLOW.values()), words, title)
    return join((tag("p", title, class_="soft"), chart))


def flow_of(run: Run) -> dict[str, int]:
    """Return how many cases ended where: not reported, withdrawn, still open, closed by tier."""
    cases = run.cases
    tiers = cases["tier"].astype(str).where(cases["state"] == "closed", "open")
    ends = cases["state"].astype(str).map(_ENDS).fillna(tiers)
    counted = Counter(ends)
    return {name: counted[name] for name in _FLOW}


def _everything(found: dict[str, float], words: Words) -> Html:
    head = (words["outcome"], words["value"], words["unit"], words["definition"])
    rows = ((words.outcome(name), shown(value), words.unit(name), tag("td", words.definition(name), class_="text"))
            for name, value in found.items())  # fmt: skip
    return table(head, rows, class_="words")
