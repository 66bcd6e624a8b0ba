"""Sweeps: the same bytes on any number of workers, runs that fail or kill, stores that do not fit, shared warm-ups."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from govsim.cli import execute
from govsim.errors import GovsimError, UsageError
from govsim.model import Community
from govsim.policies import BUILT_IN
from govsim.scenario import ScenarioError, load
from govsim.store import Store
from govsim.sweep import Options, StoreError, Where, prepared, sweep
from govsim.sweep.branching import MAKING_POSTS, branched, warmup_of
from govsim.sweep.engine import Pool
from govsim.sweep.jobs import perform
from govsim.sweep.stopping import half_widths, rounds
from govsim.sweep.sweeping import check_part
from tests.unit.formula_sweeps import FORMULA, contents, design, filled, formula_runs

SMALL = {"place.residents": 600, "run.warmup": 1}


@pytest.fixture
def quick(tmp_path: Path) -> tuple[Path, Path]:
    return filled(tmp_path)


def test_a_sweep_runs_the_model(tmp_path: Path) -> None:
    """Runs in this process equal runs of the model, whether they share a warm-up or not."""
    path = design(tmp_path, seeds=1)
    seen: list[tuple[int, int]] = []
    store = sweep(path, tmp_path / "out", workers=0, progress=lambda done, whole: seen.append((done, whole)))
    assert seen[0] == (0, 4) and seen[-1] == (4, 4) and store.counts() == {"wanted": 4, "done": 4, "failed": 0}
    run = Community(load("demo", {**SMALL, "run.weeks": 1, "policies.staggered.on": True})).run()
    from govsim.measures import summary
    from govsim.store.runfile import head_of

    table = store.table()
    mine = table[table["point"] == 3].set_index("outcome")["value"].to_dict()
    place = {name: value for name, value in summary(run)["place"].items() if np.isfinite(value)}
    assert mine == place
    (key,) = [one.key for one in store.wanted() if one.point == 3]
    assert head_of(store.path_of(key))["fingerprint"] == run.fingerprint


def test_warm_ups_are_shared_without_a_difference() -> None:
    """Every measure that the model has, from the same saved warm-up and from its own: the same run."""
    base = {**SMALL, "run.weeks": 1}
    first, tried = load("demo", base), []
    warmup = warmup_of(first)
    branched(first, 1, warmup)
    for kind in sorted(BUILT_IN):
        try:
            scenario = load("demo", {**base, f"policies.{kind}.on": True})
        except ScenarioError:  # a measure that needs a section or a setting which the scenario has not
            continue
        assert (warmup_of(scenario) == warmup) == (kind not in MAKING_POSTS), kind
        alone = Community(scenario, rng=1).run()
        assert branched(scenario, 1, warmup_of(scenario)).fingerprint == alone.fingerprint, kind
        tried.append(kind)
    assert len(tried) >= 25, tried


def test_a_warm_up_is_shared_only_where_nothing_differs_before_the_run() -> None:
    def of(**changes: Any) -> str:
        return warmup_of(load("demo", {**SMALL, **{name.replace("__", "."): value for name, value in changes.items()}}))

    assert of() == of(policies__staggered__on=True) == of(run__seed=9)
    assert of() != of(policies__staggered__on=True, policies__staggered__start="2020-12-01")
    more = "policies__households_per_worker__number"
    assert of() != of(**{more: 100.0}), "the tables of workers differ in size"
    assert len({of(), of(place__residents=700), of(parameters__contact__patience=2), of(run__warmup=2)}) == 4


@pytest.mark.parametrize("workers", [1, 4])
def test_any_number_of_workers_leaves_the_same_bytes(quick: tuple[Path, Path], tmp_path: Path, workers: int) -> None:
    path, whole = quick
    sweep(path, tmp_path / "out", workers=workers, options=FORMULA)
    assert contents(tmp_path / "out") == contents(whole)
    assert not (tmp_path / "out" / "beside" / "scratch").exists()


def test_a_sweep_goes_on_where_it_was_stopped(quick: tuple[Path, Path], tmp_path: Path) -> None:
    path, whole = quick
    done = 0

    def interrupting(job: Any) -> Any:
        nonlocal done
        done += 1
        if done == 9:
            raise KeyboardInterrupt
        return formula_runs.answered(job)

    with pytest.raises(KeyboardInterrupt):
        sweep(path, tmp_path / "out", workers=0, options=Options(work=interrupting))
    assert Store(tmp_path / "out").counts()["done"] == 8
    sweep(path, tmp_path / "out", workers=0, options=Options(work=interrupting))
    assert contents(tmp_path / "out") == contents(whole) and done == 9 + 16


def test_an_extended_design_keeps_what_is_done(quick: tuple[Path, Path], tmp_path: Path) -> None:
    path, whole = quick
    more = design(tmp_path, seeds=8)
    sweep(more, tmp_path / "fresh", workers=0, options=FORMULA)
    asked: list[int] = []
    counted = Options(work=lambda job: (asked.append(job.seed), formula_runs.answered(job))[1])
    sweep(more, whole, workers=0, options=counted)
    assert sorted(set(asked)) == [7, 8] and contents(whole) == contents(tmp_path / "fresh")
    sweep(design(tmp_path, seeds=2), whole, workers=0, options=FORMULA)
    assert Store(whole).counts()["wanted"] == 8 and set(Store(whole).table()["seed"]) == {1, 2}
    assert path == more


def test_a_design_that_another_replaces_is_kept_and_said(quick: tuple[Path, Path], tmp_path: Path) -> None:
    _, whole = quick
    before, told = (whole / "design.toml").read_bytes(), []
    options = Options(work=formula_runs.answered, tell=lambda zh, en: told.append(en))
    sweep(design(tmp_path, seeds=3), whole, workers=0, options=options)
    assert any("seeds" in text and "design" in text for text in told)
    assert before in [path.read_bytes() for path in (whole / "beside").rglob("*-design.toml")]
    told.clear()
    sweep(design(tmp_path, seeds=3), whole, workers=0, options=options)
    assert told == []


def test_two_halves_together_are_the_whole(quick: tuple[Path, Path], tmp_path: Path) -> None:
    path, whole = quick
    for part in (1, 2):
        sweep(path, tmp_path / f"half{part}", workers=0, options=Options(work=formula_runs.answered, part=(part, 2)))
        assert Store(tmp_path / f"half{part}").counts()["done"] == 12
    told: list[str] = []
    both = Options(
        work=formula_runs.raising, merge=[tmp_path / "half1", tmp_path / "half2"], tell=lambda zh, en: told.append(en)
    )
    sweep(path, tmp_path / "out", workers=0, options=both)
    assert contents(tmp_path / "out") == contents(whole)
    assert [line.split()[0] for line in told] == ["12", "12"]


def test_a_shuffled_order_leaves_the_same_bytes(
    quick: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, whole = quick
    order = np.random.default_rng(1).permutation(24)
    monkeypatch.setattr(
        "govsim.sweep.preparing.Prepared.together", lambda _, wanted: [list(wanted)[number] for number in order]
    )
    sweep(path, tmp_path / "out", workers=0, options=FORMULA)
    assert contents(tmp_path / "out") == contents(whole)


def test_failed_runs_are_kept_and_tried_again_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: tuple[Path, Path]
) -> None:
    path, whole = quick
    out, failing = tmp_path / "out", Options(work=formula_runs.failing)
    store = sweep(path, out, workers=0, options=failing)
    assert store.counts() == {"wanted": 24, "done": 20, "failed": 4}
    rows = store.failures()
    assert set(rows["seed"]) == {2} and set(rows["reason"]) == {"ValueError: seed 2"}
    assert rows["trace"].str.contains("Traceback").all()
    monkeypatch.setenv("MENDED", "1")
    assert sweep(path, out, workers=0, options=failing).counts()["failed"] == 4
    retried = sweep(path, out, workers=0, options=Options(work=formula_runs.failing, retry=True))
    assert retried.failures().empty and contents(out) == contents(whole)


def test_a_model_that_fails_is_told_with_its_traceback(tmp_path: Path) -> None:
    ready = prepared(design(tmp_path, seeds=1))
    store = sweep(design(tmp_path, seeds=1), tmp_path / "out", workers=0, options=FORMULA)
    job = ready.job(next(store.wanted()))
    broken = perform(type(job)(job.key, job.scenario_hash, job.source, job.seed, b"no pickle"))
    assert broken.reason and "Traceback" in broken.trace and not broken.content


def test_runs_that_raise_or_kill_their_worker_are_named_and_no_others(tmp_path: Path) -> None:
    """Seed 2 raises, seed 3 ends the process that does it; the others are done, whoever shared a worker with it."""
    path = design(tmp_path)
    path.write_text(path.read_text().replace("[1, 3]", "[1]").replace("seeds = 6", "seeds = 7").split("[[factors.l")[0]
                    .replace('name = "roster"', 'path = "parameters.contact.patience"\nvalues = [1]'))  # fmt: skip
    store = sweep(path, tmp_path / "out", workers=2, options=Options(work=formula_runs.deadly))
    reasons = dict(store.failures()[["seed", "reason"]].itertuples(index=False, name=None))
    assert set(reasons) == {2, 3} and reasons[2] == "RuntimeError: unexpected" and "WorkerKilled" in reasons[3]
    assert store.counts() == {"wanted": 7, "done": 5, "failed": 2}


STOP = """
[contrast]
factor = "roster"
base = "standard"
[stop]
outcome = "reach_failure"
halfwidth = {width}
least = 4
most = 40
"""


def test_the_stop_rule_ends_a_sweep_when_the_intervals_are_narrow(tmp_path: Path) -> None:
    wide = sweep(design(tmp_path, more=STOP.format(width=1e9)), tmp_path / "wide", workers=0, options=FORMULA)
    assert set(wide.table()["seed"]) == {1, 2, 3, 4}
    given = design(tmp_path, more=STOP.format(width=0.2))
    some = sweep(given, tmp_path / "some", workers=0, options=FORMULA)
    number = some.table()["seed"].max()
    assert 4 < number < 40 and half_widths(some, range(1, number + 1)).max() <= 0.2
    before = [seeds.stop for seeds in rounds(some.design) if seeds.stop <= number]
    assert before and half_widths(some, range(1, before[-1])).max() > 0.2


def test_the_interval_is_that_of_the_paired_differences(tmp_path: Path) -> None:
    from scipy import stats

    store = sweep(design(tmp_path, more=STOP.format(width=1e9)), tmp_path / "out", workers=0, options=FORMULA)
    table = store.table().query("outcome == 'reach_failure'").pivot(index="seed", columns="point", values="value")
    expected = [
        stats.t.ppf(0.975, 3) * np.std(table[other] - table[base], ddof=1) / 2 for base, other in ((0, 2), (1, 3))
    ]
    assert half_widths(store, range(1, 5)) == pytest.approx(expected)


def test_files_that_do_not_belong_are_moved_aside_and_the_runs_done_again(quick: tuple[Path, Path]) -> None:
    path, whole = quick
    before = contents(whole)
    runs = sorted((whole / "runs").rglob("*.parquet"))
    runs[0].write_bytes(runs[0].read_bytes()[:500])
    os.replace(runs[2], runs[1])
    (whole / "runs" / "notes.txt").write_text("mine")
    (runs[0].parent / ".half-abc.part").write_bytes(b"half")
    told: list[str] = []
    sweep(path, whole, workers=0, options=Options(work=formula_runs.answered, tell=lambda zh, en: told.append(en)))
    assert contents(whole) == before and len(told) == 3
    assert all("moved" in line for line in told)
    assert len(list((whole / "beside" / "aside").iterdir())) == 3


def test_a_store_of_another_version_is_refused(quick: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path, whole = quick
    monkeypatch.setattr("govsim.sweep.preparing.source_of", lambda scenario: "another")
    with pytest.raises(StoreError, match="another version") as found:
        sweep(path, whole, workers=0, options=FORMULA)
    assert found.value.exit_code == 5


def test_another_environment_is_refused_unless_it_is_meant(
    quick: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from govsim.store.beside import environment

    path, whole = quick
    monkeypatch.setattr("govsim.sweep.sweeping.environment", lambda: {**environment(), "numpy": "0.1"})
    with pytest.raises(StoreError, match=r"numpy .* → 0\.1.*--mix"):
        sweep(path, whole, workers=0, options=FORMULA)
    sweep(path, whole, workers=0, options=Options(work=formula_runs.answered, mix=True))
    assert len(Store(whole).beside.environments()) == 2


def test_a_worker_of_another_version_is_refused(tmp_path: Path) -> None:
    from dataclasses import replace

    other = Options(work=lambda job: replace(formula_runs.answered(job), source="another"))
    with pytest.raises(StoreError, match="another version of the model"):
        sweep(design(tmp_path), tmp_path / "out", workers=0, options=other)
    strange = Options(work=lambda job: replace(formula_runs.answered(job), environment="another"))
    with pytest.raises(StoreError, match="other versions of packages"):
        sweep(design(tmp_path), tmp_path / "out", workers=0, options=strange)
    assert Store(tmp_path / "out").counts()["done"] == 0


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("...")
    with pytest.raises(StoreError, match="other files"):
        sweep(design(tmp_path), tmp_path / "mine", workers=0, options=FORMULA)


def test_two_sweeps_do_not_write_to_one_store(tmp_path: Path) -> None:
    path = design(tmp_path)

    def second(job: Any) -> Any:
        with pytest.raises(StoreError, match="in use"):
            sweep(path, tmp_path / "out", workers=0, options=FORMULA)
        return formula_runs.answered(job)

    assert sweep(path, tmp_path / "out", workers=0, options=Options(work=second)).counts()["done"] == 24


def test_a_disk_that_is_full_is_said_and_what_is_done_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, fsync, calls = design(tmp_path), os.fsync, [0]

    def full(handle: int) -> None:
        calls[0] += 1
        if calls[0] > 14:
            raise OSError(28, "No space left on device")
        fsync(handle)

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(GovsimError, match="No space") as found:
        sweep(path, tmp_path / "out", workers=0, options=FORMULA)
    assert found.value.exit_code == 5
    monkeypatch.undo()
    done = Store(tmp_path / "out").counts()["done"]
    assert 0 < done < 24
    assert sweep(path, tmp_path / "out", workers=0, options=FORMULA).counts()["done"] == 24


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(GovsimError) as found:
        sweep(design(tmp_path), tmp_path / "file" / "out", workers=0, options=FORMULA)
    assert found.value.exit_code == 5


def test_a_pool_that_did_nothing_started_nothing(tmp_path: Path) -> None:
    with Pool(Where(2), tmp_path / "scratch") as pool:
        assert list(pool.performed(iter([]))) == []
    assert not (tmp_path / "scratch").exists()


def test_parts_are_written_as_fractions() -> None:
    assert check_part("2/3") == (2, 3)
    for wrong in ("3/2", "0/2", "1", "a/b", "1/2/3", ""):
        with pytest.raises(UsageError):
            check_part(wrong)


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run, a sweep, its status, and mistakes with their exit codes, in both languages."""
    path, out = str(design(tmp_path, seeds=1)), str(tmp_path / "out")
    assert execute(["sweep", path, "--dry-run", "--json"]) == 0
    dry = json.loads(capsys.readouterr().out)
    assert (dry["points"], dry["runs"], dry["done"]) == (4, 4, 0) and dry["run_seconds"] > 0 and dry["run_bytes"] > 1000
    assert execute(["sweep", path, "--out", out, "--workers", "0", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "4 of 4 runs done, 0 failed" in said.out and "4 of 4 runs" in said.err
    assert execute(["sweep", path, "--out", out, "--dry-run", "--lang", "zh"]) == 0
    assert "已完成 4 次" in capsys.readouterr().out
    assert execute(["status", out, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["done"] == 4 and len(found["fingerprint"]) == 64 and len(found["environments"]) == 1
    assert execute(["status", out, "--lang", "zh"]) == 0
    assert "4 次模拟中已完成 4 次" in capsys.readouterr().out
    assert execute(["sweep", path]) == 2
    assert execute(["sweep", path, "--out", out, "--part", "3/2"]) == 2
    assert execute(["sweep", str(tmp_path / "no.toml"), "--out", out]) == 3
    assert execute(["status", str(tmp_path)]) == 3
    Path(path).write_text(Path(path).read_text().replace("contact.patience", "contact.patients"))
    assert execute(["sweep", path, "--out", out]) == 3
    assert "contact.patience" in capsys.readouterr().err


def test_failures_end_the_command_with_their_own_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = design(tmp_path), tmp_path / "out"
    sweep(path, out, workers=0, options=Options(work=formula_runs.failing))
    assert execute(["sweep", str(path), "--out", str(out), "--workers", "0", "--lang", "zh"]) == 4
    said = capsys.readouterr()
    assert "失败" in said.err and "--retry" in said.err and "20" in said.out
    monkeypatch.setattr("govsim.sweep.preparing.MOST_RUNS", 3)
    monkeypatch.setattr("govsim.sweep.MOST_RUNS", 3, raising=False)
    assert execute(["sweep", str(path), "--out", str(out), "--workers", "0"]) == 2
    assert execute(["sweep", str(path), "--out", str(out), "--workers", "0", "--yes"]) == 4


def test_a_scenario_that_is_wrong_is_said_before_anything_is_written(tmp_path: Path) -> None:
    path = design(tmp_path)
    path.write_text(path.read_text().replace('"demo"', '"demmo"'))
    with pytest.raises(ScenarioError, match="demo"):
        sweep(path, tmp_path / "out", workers=0)
    assert not (tmp_path / "out").exists()
