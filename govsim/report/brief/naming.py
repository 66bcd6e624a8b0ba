"""What a brief calls its options."""

from string import ascii_lowercase

from govsim.analysis import Option
from govsim.report.study import Study
from govsim.report.texts import Words

MOST_NAMED = 3  # by name; more are counted


def subject(study: Study, words: Words) -> str:
    """Return what the brief is about: its options."""
    names = list(dict.fromkeys(name_of(study, option, words) for option in study.comparison.others))
    return words["join"].join(names) if len(names) <= MOST_NAMED else words["several"].format(n=len(names))


def name_of(study: Study, option: Option, words: Words) -> str:
    """Return an option's title; the first words of its measures where it is the baseline with changes."""
    base, plus, changes = option.title[words.lang].partition(" + ")
    comma = "，" if words.lang == "zh" else ", "
    measures = [each.words[words.lang].partition(comma)[0] for each in study.measures.get(option.id, ())]
    return words["join"].join(dict.fromkeys(measures)) or changes if plus else base


def which(study: Study, option: Option, words: Words) -> str:
    """Return which option a table is of, nothing where there is only one."""
    several = len(study.comparison.others) > 1
    return words["which"].format(option=name_of(study, option, words)) if several else ""


def letter_of(study: Study, option: Option) -> str:
    """Return the letter that tells the tables of several options apart: a, b, ...; nothing where there is only one."""
    others = study.comparison.others
    place = next(place for place, each in enumerate(others) if each.id == option.id)
    return "" if len(others) == 1 else ascii_lowercase[place] if place < len(ascii_lowercase) else f"-{place + 1}"


def whose(study: Study, option: Option, words: Words) -> str:
    """Return whose effect it is, as the beginning of a line; nothing where there is only one option."""
    several = len(study.comparison.others) > 1
    return words["whose"].format(option=name_of(study, option, words)) if several else ""
