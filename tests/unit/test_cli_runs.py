"""What run, compare, plan, trace and validate print and write; made-up runs stand in for the model."""

import errno
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from govsim.cli import execute
from govsim.comparison.jobs import Done, Job
from govsim.measures import FUNCTIONS, PLACE, headline, part, summary
from govsim.records import read
from tests.unit.made_up import made_up_run

WEEKS = 4
RUN_FIELDS = {
    "scenario", "seed", "weeks", "residents", "households", "workers", "groups", "offices", "cases", "fingerprint",
    "outcomes", "by_group", "seconds", "state_bytes_per_resident", "peak_rss_bytes", "versions",
}  # fmt: skip
COMPARE_FIELDS = {
    "base", "other", "difference", "low", "high", "runs", "variance_ratio", "assumption_low", "assumption_high",
    "sign_share", "n_assumptions", "primary", "verdict",
}  # fmt: skip


class MadeUp:
    """A model whose run is made up."""

    def run(self, progress: Any = None) -> Any:
        """Return a run."""
        return made_up_run(seed=1, weeks=WEEKS)


def made_up_job(job: Job) -> Done:
    """Return what is left of a made-up run; the measure makes staff easier to reach."""
    better = 0.8 if job.scenario.policies[-1].on else 0.0
    run = made_up_run(seed=job.key.seed, weeks=WEEKS, better=better)
    weekly = {each.id: tuple(FUNCTIONS[each.id](part(run, PLACE, (week, week + 1))) for week in range(WEEKS))
              for each in headline() if job.series}  # fmt: skip
    return Done(job.key, summary(run), run.fingerprint, run.sizes, weekly)


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Run in an empty folder, in English, without the model."""
    monkeypatch.setenv("GOVSIM_LANG", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("govsim.cli.running._started", lambda *_: MadeUp())
    monkeypatch.setattr("govsim.comparison.jobs._done", made_up_job)
    monkeypatch.setattr("govsim.engine.compiled.is_stored", lambda: True)
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield folder


@pytest.mark.parametrize(("lang", "words"), [("en", ("seed 1", "days")), ("zh", ("随机编号 1", "天"))])
def test_run_prints_the_headline_and_writes_a_page(
    lang: str, words: tuple[str, ...], made_up: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert execute(["run", "demo", "--lang", lang]) == 0
    printed = capsys.readouterr().out
    assert all(word in printed for word in words)
    names = {each.label[lang] for each in headline()}
    assert all(name in printed for name in names)
    assert "govsim compare demo +policies.staggered.on=true" in printed
    page = Path("govsim-runs/demo-seed1/report.html")
    language = "zh-CN" if lang == "zh" else "en"
    assert str(page) in printed and f'lang="{language}"' in (made_up / page).read_text("utf-8")


def test_run_as_json_prints_one_document_and_writes_nothing(made_up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["run", "demo", "--json", "--set", "place.residents=4000"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found.keys() >= RUN_FIELDS and found["seconds"].keys() == {"setup", "simulate"}
    assert found["outcomes"]["reach_failure"].keys() == {"value", "unit"}
    assert found["command"] == "govsim run demo --set place.residents=4000"
    assert list(made_up.iterdir()) == []


def test_run_writes_all_its_results_where_it_is_told_to(made_up: Path) -> None:
    assert execute(["run", "demo", "--out", "results/one", "--set", "run.weeks=4"]) == 0
    folder = made_up / "results" / "one"
    assert read(folder).weeks == WEEKS and (folder / "report.html").exists()
    assert json.loads((folder / "call.json").read_text()) == {"scenario": "demo", "set": ["run.weeks=4"]}
    assert execute(["run", "demo", "--out", "results/one", "--no-page"]) == 0
    assert not (folder / "report.html").exists()


@pytest.mark.parametrize("out", ["file/results", "/proc/govsim"])
def test_a_place_that_cannot_be_written(out: str, made_up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (made_up / "file").write_text("not a folder")
    assert execute(["run", "demo", "--out", out]) == 5
    printed = capsys.readouterr()
    assert printed.out == "" and out.rpartition("/")[0] in printed.err and "another folder" in printed.err
    assert sorted(path.name for path in made_up.iterdir()) == ["file"]


def test_a_full_disk_leaves_nothing(
    made_up: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    assert execute(["run", "demo", "--out", "results"]) == 5
    assert "No space left" in capsys.readouterr().err
    assert list(made_up.iterdir()) == []


def test_hints_do_not_stop_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["run", "demo", "--no-page", "--set", "run.start=2031-01-06"]) == 0
    assert "2031" in capsys.readouterr().err


def test_compare_as_json(made_up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["compare", "demo", "+policies.staggered.on=true", "--runs", "4", "--workers", "0", "--json"]
    arguments += ["--weeks", str(WEEKS), "--primary", "reach_failure"]
    assert execute([*arguments, "--assumptions", "3", "--assumption-seeds", "2"]) == 0
    found = json.loads(capsys.readouterr().out)
    row = found["outcomes"]["reach_failure"]
    assert row.keys() >= COMPARE_FIELDS and row["primary"] and row["n_assumptions"] == 3
    assert row["difference"] == pytest.approx(row["other"] - row["base"])
    assert found["seeds"] == [1, 2, 3, 4] and found["options"][0]["outcomes"] == found["outcomes"]
    assert "schedule:employed" in found["by_group"] and found["failures"] == []
    assert found["command"].startswith("govsim compare demo +policies.staggered.on=true --runs 4")
    assert list(made_up.iterdir()) == []


@pytest.mark.parametrize(("lang", "words"), [("en", "Chance only"), ("zh", "只考虑了随机波动")])
def test_compare_prints_sentences_and_writes_a_page(
    lang: str, words: str, made_up: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["compare", "demo", "+policies.staggered.on=true", "--runs", "4", "--workers", "0", "--out", "result"]
    assert execute([*arguments, "--weeks", str(WEEKS), "--lang", lang]) == 0
    printed = capsys.readouterr().out
    assert words in printed and "--assumptions 64" in printed
    sets = ["--set", "parameters.contact.patience=5", "--assumptions", "1", "--assumption-seeds", "2"]
    assert execute([*arguments, "--weeks", str(WEEKS), "--lang", lang, "--out", "drawn", *sets]) == 0
    told = {"en": "1 were not, since a scenario sets them", "zh": "另有 1 项由情景设定"}
    assert told[lang] in capsys.readouterr().out
    assert {path.name for path in (made_up / "result").iterdir()} == {"report.html", "comparison.json", "record"}


def test_failed_runs_have_an_exit_code_and_a_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fragile(job: Job) -> Done:
        if job.key[0] == 1 and job.key.seed == 2:
            raise ZeroDivisionError("of all things")
        return made_up_job(job)

    monkeypatch.setattr("govsim.comparison.jobs._done", fragile)
    arguments = ["compare", "demo", "+policies.staggered.on=true", "--runs", "4", "--workers", "0", "--json"]
    assert execute([*arguments, "--weeks", str(WEEKS)]) == 4
    printed = capsys.readouterr()
    assert json.loads(printed.out)["failures"][0]["seed"] == 2
    assert "seed 2" in printed.err and "Traceback" not in printed.err
    (log,) = (tmp_path / "state" / "govsim").glob("*.log")
    assert str(log) in printed.err and "fragile" in log.read_text(encoding="utf-8")


def test_without_any_pair_the_reason_and_the_log_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("govsim.comparison.jobs._done", lambda job: 1 / 0)
    assert execute(["compare", "demo", "demo", "--runs", "2", "--workers", "0"]) == 4
    printed = capsys.readouterr()
    assert printed.out == "" and "division by zero" in printed.err and "Traceback" not in printed.err
    (log,) = (tmp_path / "state" / "govsim").glob("*.log")
    assert str(log) in printed.err and "Traceback" in log.read_text(encoding="utf-8")


def test_plan(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["plan", "demo", "+policies.staggered.on=true", "--detect", "reach_failure=2", "--pilot", "4"]
    arguments += ["--workers", "0", "--weeks", str(WEEKS)]
    assert execute([*arguments, "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["plans"]
    assert found["runs"] >= 4 and found["pilot"] == 4
    assert execute([*arguments, "--lang", "zh"]) == 0
    assert "对模拟" in capsys.readouterr().out


def test_a_stopped_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], made_up: Path) -> None:
    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("govsim.cli.running._started", stopped)
    assert execute(["run", "demo", "--out", "results"]) == 130
    assert "Interrupted" in capsys.readouterr().err and list(made_up.iterdir()) == []


def row(passed: bool, kind: str = "theory") -> dict[str, Any]:
    """Return a made-up check."""
    return {"id": "a.b", "kind": kind, "role": "source", "target": 1.0, "value": 1.0, "low": 0.9, "high": 1.1,
            "passed": passed}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "code"), [([row(True)], 0), ([row(True), row(False)], 1), ([row(True), row(False, "pattern")], 0)]
)
def test_only_theory_that_fails_changes_the_exit_code(
    rows: list[dict[str, Any]], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("govsim.validation.CHECKS", {"theory": [lambda: iter(rows)]})
    assert execute(["validate", "--json", "--only", "theory"]) == code
    assert json.loads(capsys.readouterr().out)["rows"] == rows
    assert execute(["validate", "--lang", "zh", "--only", "theory"]) == code
    assert f"共 {len(rows)} 项" in capsys.readouterr().out


def test_signs_show_what_they_are_short_of(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Not told apart: how many pairs it takes; no mechanism: why. Neither counts as failed, and the exit code is 0."""
    said = {**row(True, "sign"), "zh": "升", "en": "up", "passed": None}
    nothing = dict.fromkeys(("target", "value", "low", "high"))
    found = [
        {**said, "id": "told.no", "result": "not_told", "pairs_needed": 40},
        {**said, "id": "never", "result": "not_told", "pairs_needed": None},
        {**said, **nothing, "id": "no.path", "result": "no_mechanism", "pairs_needed": None, "reason_zh": "没有路径",
         "reason_en": "has no path"},
        {**said, "id": "wrong", "result": "contradicted", "pairs_needed": None, "passed": False},
    ]  # fmt: skip
    monkeypatch.setattr("govsim.validation.signs", lambda *_, **__: iter(found))
    assert execute(["validate", "--json", "--only", "sign"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == found
    assert execute(["validate", "--lang", "en", "--only", "sign"]) == 0
    text = capsys.readouterr().out
    assert "about 40 pairs" in text and "has no path" in text
    assert "4 checks, 1 failed." in text and "2 not told apart from chance, 1 without a mechanism" in text
    assert execute(["validate", "--lang", "zh", "--only", "sign"]) == 0
    text = capsys.readouterr().out
    assert "约需 40 对" in text and "没有路径" in text and "共 4 项，1 项未通过" in text


def test_validate_names_the_kinds_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["validate", "--only", "sings"]) == 2
    assert "sign" in capsys.readouterr().err


def test_validate_knows_the_theory_of_offices() -> None:
    from govsim.validation import CHECKS, queues

    assert set(queues.CHECKS) <= set(CHECKS["theory"])
