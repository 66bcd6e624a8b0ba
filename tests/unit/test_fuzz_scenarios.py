"""Thousands of damaged scenario files: each is answered within a second by a scenario or by messages."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from govsim.scenario import Problem, Scenario, ScenarioError, describe, fingerprint_of, load, shipped_ids
from govsim.shipped import scenario_folder

FILES = 300  # by each kind of damage
SLOWEST = 1.0  # s of this process: other programs on the machine do not count

VALUES = (
    "nan", "-inf", "1e400", "-1", "0", "1", "0.5", "true", "''", "'x'", "[]", "[[]]", "{}", "{a = 1}",
    "2021-02-30", "2021-12-31",
    "2021-01-01T00:00:00Z", "07:30:00", "9" * 400, "0x" + "f" * 3000, "'\\u0000'", '"\\u0000"', '"\\u202e"',
    "'''", '"""',
    "[1, 'a', nan]", "[{id = 'a'}, {id = 'a'}]", "[{kind = 3}]", "[{id = 3}]", "'baseline'", "'../x.toml'",
    "'/dev/zero'",
    "'fuzzed.toml'", "1_000_000_000_000", "-0.0", "0001-01-01", "9999-12-31", "'" + "x" * 3000 + "'", "'c1'",
    "['c1', 'e1']",
)  # fmt: skip
KEYS = (
    "residents", "grids", "buildings", "kind", "id", "start", "end", "where", "extends", "policies", "staff",
    "offices", "issues",
    "weeks", "warmup", "seed", "share", "number", "per_grid", "per_10000", "table", "variant", "on", "hours",
    "'a.b'", '""', "社区",
    "household_size", "communities", "parameters", "contact.patience", "population.categories.non_local",
    "run.start", "shocks",
)  # fmt: skip
STRUCTURES = (
    "[[policies]]", "[policies]", "[[offices]]", "[place]", "[[place]]", "[run]", "[parameters.contact]",
    "[parameters]\ncontact = 1",
    "[population.categories]", "[[issues]]\nid = 'noise'", "[[shocks]]\nkind = 'issues'\nissues = ['noise']",
    "[[staff]]\nid = 'x'",
    "[[policies]]\nkind = 'roster'", "[[policies]]\nkind = 'roster'\nvariant = 'custom'\ntable = [['mon 08:00-12:00']]",
    "[budget]\nhours = 1", "[title]", "[outcomes]", "[a.b.c.d.e.f.g.h]", "[[policies.where]]", "[station.served_by]",
)  # fmt: skip
BYTES = (
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"[",
    b"]",
    b"{",
    b"}",
    b'"',
    b"'",
    b"=",
    b".",
    b"#",
    b"\r",
    b"\n",
    b"\\",
    b"-",
    b"9",
    "社".encode(),
)


def texts() -> list[str]:
    """The shipped files."""
    return [(scenario_folder() / f"{name}.toml").read_text(encoding="utf-8") for name in shipped_ids()]


def by_bytes(draw: random.Random, text: str) -> bytes:
    """Bytes are replaced, taken out, or put in."""
    data = bytearray(text.encode())
    for _ in range(draw.randint(1, 12)):
        place = draw.randrange(len(data))
        new = draw.choice([*BYTES, bytes([draw.randrange(256)])])
        data[place : place + draw.choice((0, 1, 1, 20))] = new
    return bytes(data[: draw.choice((len(data), len(data), draw.randrange(len(data) + 1)))])


def by_lines(draw: random.Random, text: str) -> bytes:
    """Lines are taken out, written twice, moved, or brought in from another file."""
    lines, others = text.splitlines(), draw.choice(texts()).splitlines()
    for _ in range(draw.randint(1, 8)):
        place = draw.randrange(len(lines))
        what = draw.randrange(4)
        if what == 0 and len(lines) > 1:
            del lines[place]
        else:
            lines.insert(place, draw.choice((lines, others)[what == 3]))
    return "\n".join(lines).encode()


def by_values(draw: random.Random, text: str) -> bytes:
    """Values are replaced by strange ones."""
    lines = text.splitlines()
    settings = [number for number, line in enumerate(lines) if "=" in line and not line.startswith("#")]
    for number in draw.sample(settings, min(len(settings), draw.randint(1, 4))):
        lines[number] = lines[number].split("=")[0] + "= " + draw.choice(VALUES)
    return "\n".join(lines).encode()


def by_keys(draw: random.Random, text: str) -> bytes:
    """Names are replaced by others or misspelt."""
    lines = text.splitlines()
    settings = [number for number, line in enumerate(lines) if "=" in line and not line.startswith("#")]
    for number in draw.sample(settings, min(len(settings), draw.randint(1, 4))):
        name, value = lines[number].split("=", 1)
        letters = list(name.strip()) or ["a"]
        draw.shuffle(letters)
        lines[number] = draw.choice((draw.choice(KEYS), "".join(letters), name + "x")) + " =" + value
    return "\n".join(lines).encode()


def by_structure(draw: random.Random, text: str) -> bytes:
    """Tables and lists of tables turn up where they do not belong."""
    parts = text.split("\n\n")
    for _ in range(draw.randint(1, 4)):
        new = draw.choice(STRUCTURES)
        if draw.random() < 0.6:
            new += f"\n{draw.choice(KEYS)} = {draw.choice(VALUES)}"
        parts.insert(draw.randrange(len(parts) + 1), new)
    if draw.random() < 0.3:
        draw.shuffle(parts)
    return "\n\n".join(parts).encode()


def by_nesting(draw: random.Random, text: str) -> bytes:
    """Brackets, dots and long values in great numbers."""
    many = draw.choice((9, 40, 3000, 60_000))
    new = draw.choice((
        "x = " + "[" * many + "]" * draw.choice((0, many)), "x = " + "{a=" * many, ".".join("a" * many) + " = 1",
        "[" + ".".join("b" * many) + "]", "x = '" + "y" * many + "'",
        'x = """' + '\\"' * many, "x = [" + "1," * many + "]",
        "\n".join(f"a{number} = 1" for number in range(min(many, 9000))), "[[policies]]\n" * min(many, 9000),
        "#" * many,
        "\n".join(f"[[policies]]\nkind = 'nothing'\nid = 'n{number}'" for number in range(min(many, 300))),
        "x = 1" + "0" * many, "x = 0." + "1" * many, "'" * many, '"' * many,
    ))  # fmt: skip
    lines = text.splitlines()
    lines.insert(draw.randrange(len(lines) + 1), new)
    return "\n".join(lines).encode()


def by_mixture(draw: random.Random, text: str) -> bytes:
    """Several kinds of damage, one after another."""
    for damage in draw.sample([by_lines, by_values, by_keys, by_structure], draw.randint(2, 4)):
        text = damage(draw, text).decode("utf-8", "replace")
    return text.encode()


DAMAGES = (by_bytes, by_lines, by_values, by_keys, by_structure, by_nesting, by_mixture)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damaged_files_are_answered(damage: Callable[[random.Random, str], bytes], tmp_path: Path) -> None:
    path, originals = tmp_path / "fuzzed.toml", texts()
    answers = {"scenario": 0, "messages": 0}
    for seed in range(FILES):
        draw = random.Random(f"{damage.__name__} {seed}")
        path.write_bytes(damage(draw, draw.choice(originals)))
        begin = time.process_time()
        answers[answer(path)] += 1
        assert time.process_time() - begin < SLOWEST, f"seed {seed} took too long"
    assert answers["messages"] > FILES / 4


def answer(path: Path) -> str:
    """What loading a file comes to; anything but a scenario or messages is an error of the test."""
    try:
        scenario = load(path)
    except ScenarioError as failure:
        for found in failure.problems:
            assert isinstance(found, Problem) and found.zh and found.en and found.file
            found.line("zh").encode()
        assert any(found.severity == "error" for found in failure.problems)
        return "messages"
    assert isinstance(scenario, Scenario)
    assert len(fingerprint_of(scenario)) == 64
    assert describe(scenario, "zh") and describe(scenario, "en")
    return "scenario"


def test_there_are_at_least_two_thousand_files() -> None:
    assert FILES * len(DAMAGES) >= 2000


def test_damaged_changes_are_answered() -> None:
    draw = random.Random(7)
    heads = (
        "place",
        "policies.staggered",
        "policies[1]",
        "offices.housing",
        "staff.1",
        "parameters.contact",
        "issues.noise",
        "x",
        "",
    )
    for _ in range(300):
        path = ".".join([draw.choice(heads), *draw.sample(KEYS, draw.randint(0, 3))])
        try:
            load("demo", {path: draw.choice(VALUES), draw.choice(KEYS): draw.choice(VALUES)})
        except ScenarioError as failure:
            assert failure.problems
