"""A run's folder: what is written comes back, whole or not at all, and is safe to open in a spreadsheet."""

import json
import pickle
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from govsim import measures, records
from govsim.records import DiskError, Run, case_table, files
from tests.unit.made_up import COMMUNITIES, ISSUES, made_up_run


@pytest.fixture(scope="module")
def run() -> Run:
    assert measures.FUNCTIONS  # declares the tables of outcomes
    return made_up_run(seed=5, weeks=10, residents=1500)


def test_what_is_written_comes_back(run: Run, tmp_path: Path) -> None:
    back = records.read(records.write(run, tmp_path / "run"))
    np.testing.assert_array_equal(back.counts, run.counts)
    assert set(back.stocks) == set(run.stocks)
    for name, stock in run.stocks.items():
        np.testing.assert_array_equal(back.stocks[name], stock)
    pd.testing.assert_frame_equal(back.cases, run.cases)
    names = [each.name for each in fields(run) if each.name not in ("counts", "stocks", "cases")]
    assert [getattr(back, name) for name in names] == [getattr(run, name) for name in names]
    assert measures.outcomes(back) == measures.outcomes(run)


def test_result_files_do_not_depend_on_the_machine(run: Run, tmp_path: Path) -> None:
    slow = replace(run, seconds={"simulate": 99.0}, peak_rss_bytes=1, command="other")
    first, second = records.write(run, tmp_path / "a"), records.write(slow, tmp_path / "b")
    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in second.iterdir())
    different = [name for name in names if (first / name).read_bytes() != (second / name).read_bytes()]
    assert different == ["environment.json"]


def test_every_table_is_there_for_spreadsheets(run: Run, tmp_path: Path) -> None:
    folder = records.write(run, tmp_path / "run")
    for name in ("weekly", "grids", "groups", "issues", "cases", "parameters"):
        assert (folder / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
        assert len(pd.read_csv(folder / f"{name}.csv")) == len(pd.read_parquet(folder / f"{name}.parquet")) > 0


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-x", "@me", "\tx"])
def test_no_cell_of_text_is_calculated(cell: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({"text": [cell, "fine"], "kind": pd.Categorical([cell, "b"]), "value": [-1.5, 2.0]})
    files.write_csv(frame, tmp_path / "t.csv")
    back = pd.read_csv(tmp_path / "t.csv")
    assert back["text"].tolist() == [f"'{cell}", "fine"]
    assert back["kind"].tolist() == [f"'{cell}", "b"]
    assert back["value"].tolist() == [-1.5, 2.0]


def test_a_failed_write_leaves_the_old_run_and_no_trace(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = records.write(run, tmp_path / "run")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "_manifest", full)
    with pytest.raises(DiskError, match="No space left") as caught:
        records.write(made_up_run(seed=6, weeks=10, residents=1500), folder)
    assert caught.value.exit_code == 5
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_run_replaces_a_run_but_nothing_else(run: Run, tmp_path: Path) -> None:
    records.write(run, tmp_path / "run")
    other = made_up_run(seed=6, weeks=10, residents=1500)
    assert records.read(records.write(other, tmp_path / "run")).seed == 6
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("do not lose")
    with pytest.raises(DiskError):
        records.write(run, tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "do not lose"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "run"]


def test_a_damaged_or_newer_or_missing_run_is_a_clear_error(run: Run, tmp_path: Path) -> None:
    with pytest.raises(DiskError):
        records.read(tmp_path / "nothing")
    folder = records.write(run, tmp_path / "run")
    manifest = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    (folder / "run.json").write_text(json.dumps({**manifest, "format": 99}), encoding="utf-8")
    with pytest.raises(DiskError, match="99"):
        records.read(folder)
    (folder / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(DiskError):
        records.read(folder)


def test_disk_errors_survive_the_way_from_a_worker_process() -> None:
    error = pickle.loads(pickle.dumps(DiskError(Path("x"), "full")))
    assert (error.path, error.reason) == (Path("x"), "full")


def test_text_files_are_written_whole(tmp_path: Path) -> None:
    records.write_text(tmp_path / "new" / "page.html", "网格")
    assert (tmp_path / "new" / "page.html").read_text(encoding="utf-8") == "网格"
    with pytest.raises(DiskError):
        records.write_text(tmp_path / "new" / "page.html" / "below.html", "x")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["page.html"]


def test_parts_that_do_not_fit_are_refused(run: Run) -> None:
    for wrong in (
        {"counts": run.counts[:, :-1]},
        {"communities": COMMUNITIES[:-1]},
        {"stocks": {"knows": run.stocks["knows"][:-1]}},
        {"cases": run.cases.drop(columns="tier")},
    ):
        with pytest.raises(ValueError, match=r"."):
            replace(run, **wrong)


def test_case_table_names_codes_and_keeps_times(run: Run) -> None:
    columns = {name: run.cases[name] for name in records.CASE_COLUMNS}
    codes_of = {
        name: (cells.cat.codes if hasattr(cells, "cat") else cells).to_numpy() for name, cells in columns.items()
    }
    again = case_table(codes_of, ISSUES, [f"g{number}" for number in range(1, 6)], ("c1", "c2"))
    pd.testing.assert_frame_equal(again, run.cases)
    codes_of["channel"] = np.full(len(run.cases), -1)
    assert case_table(codes_of, ISSUES, [f"g{number}" for number in range(1, 6)], ("c1", "c2"))["channel"].isna().all()


def test_an_unknown_table_names_those_there_are(run: Run) -> None:
    with pytest.raises(KeyError, match="weekly"):
        run.table("daily")
