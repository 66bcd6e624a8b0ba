"""The texts of a paper's folder: methods with the model's description, availability, what is there and what is not."""

from collections.abc import Sequence
from pathlib import Path

from govsim.parameters import parameters
from govsim.report.brief.naming import name_of
from govsim.report.comparison_page import seed_ranges
from govsim.report.study import Study
from govsim.report.texts import Words
from govsim.store.description import FOLDER, description, with_links

FILE = Path(__file__).with_name("methods.toml")


def methods(study: Study, words: Words) -> str:
    """Return methods.md: the STRESS list filled in, then the description of the model as it is shipped."""
    found, told = study.comparison, words.of(FILE)
    chosen = [each for each in study.primary(found.others[0].id) if each.primary]
    known = parameters().values()
    draws = told["with_draws"].format(n=found.assumptions) if found.assumptions else told["no_draws"]
    head = told["methods"].format(
        version=found.version, question=study.question.get(words.lang) or "—", base=found.base.title[words.lang],
        options="; ".join(name_of(study, option, words) for option in found.others),
        primary="; ".join(words.titled(each.outcome) for each in chosen) or "—", parameters=len(known),
        assumed=sum(each.kind == "assumed" for each in known), start=found.start, weeks=found.weeks,
        seeds=seed_ranges(found.seeds), draws=draws, fingerprint=found.fingerprint, command=found.command,
        settings=_settings(study, told),
    )  # fmt: skip
    return f"{head.lstrip()}{_model(told)}\n"


def _settings(study: Study, told: Words) -> str:
    """Return over how many settings results are means, and what all runs have in common."""
    held = "; ".join(f"{name} = {value}" for name, value in study.at.get(told.lang, {}).items())
    means = told["with_settings"].format(n=study.settings) if study.settings > 1 else ""
    return means + (told["held"].format(held=held) if held else "")


def _model(told: Words) -> str:
    """Return the description of the model with its headings one level lower, and links into its folder."""
    known = description()
    text = known.get("model.zh.md" if told.lang == "zh" else "model.md")
    if text is None:
        return told["no_model"]
    lines = with_links(text, known, f"{FOLDER}/").splitlines()[1:]
    return "\n".join(f"#{line}" if line.startswith("#") else line for line in lines).strip()


def availability(study: Study, words: Words) -> str:
    """Return availability.md."""
    found = study.comparison
    return words.of(FILE)["availability"].format(version=found.version, fingerprint=found.fingerprint).lstrip()


def readme(study: Study, words: Words, made: Sequence[str], left: Sequence[tuple[str, str]]) -> str:
    """Return README.md: the captions of what is there, and of what is not with the reason's key."""
    told = words.of(FILE)
    names = ", ".join(f"[{name}]({FOLDER}/{name})" for name in description())
    there = "\n".join(f"- {caption}" for caption in (*made, *([f"{names}: {told['model']}"] if names else [])))
    missing = "\n".join(f"- {caption}: {told[reason]}" for caption, reason in left) or told["nothing"]
    return told["readme"].format(version=study.comparison.version, made=there, left=missing).lstrip()
