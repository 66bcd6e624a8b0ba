"""The reference in docs is what the program says of itself."""

import importlib.util
from pathlib import Path

import pytest

from govsim.validation.signs import signs_known

ROOT = Path(__file__).parents[2]


def written():
    path = ROOT / "docs" / "reference.py"
    spec = importlib.util.spec_from_file_location("reference", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_up_to_date() -> None:
    reference = written()
    assert (ROOT / "docs" / "reference.md").read_text(encoding="utf-8") == reference.text(), "python docs/reference.py"
    assert (ROOT / "docs" / "mechanisms.svg").read_text(encoding="utf-8") == reference.drawing()


@pytest.mark.parametrize(("lang", "name"), [("en", "assumptions.md"), ("zh", "assumptions.zh.md")])
def test_what_fails_or_cannot_be_tested_is_told(lang: str, name: str) -> None:
    reference = written()
    document = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert document == reference.with_table(document, lang), "python docs/reference.py"
    for sign in signs_known():
        assert sign.tested or f"`{sign.id}`" in document


def test_every_mechanism_is_in_the_model_s_description() -> None:
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    for each in written().mechanisms():
        assert f"`{each.name}`" in text or each.name in text, each.name
