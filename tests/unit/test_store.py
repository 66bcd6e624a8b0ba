"""The store: one file per run, whole or not at all; what is read from it; files that do not belong there."""

import math
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from govsim.errors import InputError
from govsim.records.files import DiskError
from govsim.store import Contents, Design, Store, Summary, encoded, key_of, read_run
from govsim.store.atomic import write_whole
from govsim.store.beside import Failure, environment, environment_hash
from govsim.store.design import frozen
from govsim.store.runfile import head_of, is_run

SOURCE = "source"


def design(**settings: object) -> Design:
    """Return a design of two points, three seeds, and two draws of two seeds."""
    given = {
        "scenario": "demo", "method": "grid", "seeds": 3, "first_seed": 7, "weeks": 2,
        "factors": [{"path": "parameters.contact.patience", "values": [1, 3]}],
        "assumptions": {"draws": 2, "seeds": 2}, **settings,
    }  # fmt: skip
    return Design.model_validate(frozen(given))


def summary(key: str, value: float, seed: int = 7) -> Summary:
    """Return a run of one outcome that is known, and one that is not, for two labels and two weeks."""
    values = {
        "age:young": {"reach_failure": value / 2, "knows_worker": math.nan},
        "place": {"reach_failure": value, "knows_worker": math.nan, "cost_hours": 1 / 3},
    }
    return Summary(key, "scenario", SOURCE, seed, "f" * 64, {"residents": 600}, values, {"reach_failure": (value, 9.0)})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store with nothing done yet."""
    rows = [(point, draw, f"s{point}{draw}", SOURCE) for draw in (-1, 0, 1) for point in (0, 1)]
    contents = Contents(
        design=design(),
        points=pd.DataFrame({"parameters.contact.patience": [1, 3]}, index=pd.RangeIndex(2, name="point")),
        draws=pd.DataFrame({"trust.gain": [0.1, 0.2]}, index=pd.RangeIndex(2, name="draw")),
        settings=pd.DataFrame(rows, columns=["point", "draw", "scenario", "source"]),
        scenarios={"s0-1": '{"id":"demo"}\n', "s1-1": '{"id":"other"}\n'},
        tables={},
    )
    return Store.make(tmp_path / "store", contents)


def fill(store: Store, most: int = 100) -> None:
    """Keep the runs of a store, value = 100 point + 10 (draw + 1) + seed."""
    for number, one in enumerate(store.wanted()):
        if number < most:
            value = 100.0 * one.point + 10 * (one.draw + 1) + one.seed
            store.keep(one.key, encoded(summary(one.key, value, one.seed)))


def test_the_name_of_a_run_follows_from_scenario_seed_and_source() -> None:
    key = key_of("a", 1, "b")
    assert len(key) == 64 and key == key_of("a", 1, "b")
    assert len({key, key_of("a", 2, "b"), key_of("c", 1, "b"), key_of("a", 1, "c")}) == 4


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "run.parquet"
    path.write_bytes(encoded(summary("k", 0.1)))
    rows = read_run(path).to_pandas()
    assert list(rows.itertuples(index=False, name=None)) == [
        ("place", "reach_failure", -1, 0.1), ("place", "cost_hours", -1, 1 / 3),
        ("age:young", "reach_failure", -1, 0.05),
        ("place", "reach_failure", 0, 0.1), ("place", "reach_failure", 1, 9.0),
    ]  # fmt: skip
    assert len(read_run(path, place_only=True)) == 2
    head = head_of(path)
    assert (head["key"], head["seed"], head["source"], head["sizes"]) == ("k", "7", SOURCE, '{"residents": 600}')
    assert encoded(summary("k", 0.1)) == path.read_bytes() != encoded(summary("k", 0.2))


@pytest.mark.parametrize("cut", [0, 1, 3, 100, 2000])
def test_a_file_that_is_cut_off_is_no_run(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "run.parquet"
    whole = encoded(summary("k", 0.1))
    path.write_bytes(whole)
    assert is_run(path, "k") and not is_run(path, "other")
    path.write_bytes(whole[:cut])
    assert not is_run(path, "k")


def test_a_changed_byte_is_found_when_it_is_read(store: Store) -> None:
    fill(store)
    path = store.path_of(next(store.wanted()).key)
    content = bytearray(path.read_bytes())
    table = pq.ParquetFile(path).metadata.row_group(0).column(3)
    content[table.data_page_offset + table.total_compressed_size - 2] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(InputError, match="damaged"):
        store.table()


def test_runs_are_listed_seed_by_seed_then_the_draws(store: Store) -> None:
    listed = [one[:3] for one in store.wanted()]
    assert listed[:6] == [(0, -1, 7), (1, -1, 7), (0, -1, 8), (1, -1, 8), (0, -1, 9), (1, -1, 9)]
    assert listed[6:] == [(p, d, s) for d in (0, 1) for s in (7, 8) for p in (0, 1)]
    assert len({one.key for one in store.wanted()}) == 14
    assert [one[:3] for one in store.wanted(range(8, 9), drawn=False)] == [(0, -1, 8), (1, -1, 8)]


def test_the_long_table_holds_what_is_done(store: Store) -> None:
    fill(store, 8)
    table = store.table()
    assert list(table.columns) == ["point", "draw", "seed", "outcome", "value"] and len(table) == 16
    row = table[(table["point"] == 1) & (table["draw"] == 0) & (table["outcome"] == "reach_failure")]
    assert row["value"].tolist() == [117.0]
    young = store.table("age:young")
    assert young["value"].tolist() == [table_value / 2 for table_value in table["value"][::2]]
    every = store.table(None)
    assert set(every["label"]) == {"place", "age:young"} and len(every) == 24
    weekly = store.weekly()
    assert weekly["week"].tolist() == [0, 1] * 8 and weekly["value"].iloc[1] == 9
    assert store.counts() == {"wanted": 14, "done": 8, "failed": 0}


def test_one_run_at_a_time(store: Store) -> None:
    fill(store)
    found = store.iterate()
    assert isinstance(found, Iterator)
    one, rows = next(found)
    assert one[:3] == (0, -1, 7) and rows["outcome"].tolist() == ["reach_failure", "cost_hours"]
    assert len(list(found)) == 13
    assert [one.seed for one, _ in store.iterate(seeds=range(8, 9))] == [8, 8]


def test_an_empty_store_has_empty_tables(store: Store) -> None:
    assert store.table().empty and store.weekly().empty and store.failures().empty
    assert list(store.table().columns) == ["point", "draw", "seed", "outcome", "value"]


def test_points_draws_and_scenarios(store: Store) -> None:
    opened = Store(store.folder)
    assert opened.points()["parameters.contact.patience"].to_dict() == {0: 1, 1: 3}
    assert opened.points().index.name == "point" and opened.draws().index.name == "draw"
    assert opened.draws()["trust.gain"].tolist() == [0.1, 0.2]
    assert opened.scenario(1) == {"id": "other"} and opened.design == design()
    with pytest.raises(KeyError):
        opened.scenario(2)


def test_the_fingerprint_follows_from_the_runs_alone(store: Store) -> None:
    empty = store.fingerprint
    fill(store, 5)
    some = store.fingerprint
    fill(store)
    assert len({empty, some, store.fingerprint}) == 3
    store.beside.keep_timing("x", 1.0, 2, "e")
    store.beside.keep_failure(Failure("x", 0, -1, 7, "reason", "trace"))
    whole = store.fingerprint
    fill(store)
    assert store.fingerprint == whole


def test_failures_lie_beside_with_seed_and_traceback(store: Store) -> None:
    store.beside.keep_failure(Failure("b" * 64, 1, -1, 8, "ValueError: no", "Traceback ..."))
    store.beside.keep_failure(Failure("a" * 64, 0, -1, 9, "other", ""))
    rows = store.failures()
    assert rows["seed"].tolist() == [9, 8] and rows["trace"].tolist() == ["", "Traceback ..."]
    store.beside.forget_failure("a" * 64)
    assert store.failures()["key"].tolist() == ["b" * 64]


def test_a_line_of_timings_that_was_cut_off_is_passed_over(store: Store) -> None:
    store.beside.keep_timing("a" * 64, 1.5, 99, "e")
    with store.beside.timings.open("a") as file:
        file.write("\nbbbb,1.")
    store.beside.keep_timing("c" * 64, 2.5, 98, "e")
    assert list(store.beside.seconds()) == [("a" * 64, 1.5, 99), ("c" * 64, 2.5, 98)]


def test_environments_are_kept_by_hash(store: Store) -> None:
    own = environment()
    assert own["python"] and own["numpy"] and own["numba"]
    store.beside.keep_environment(own)
    assert store.beside.environments() == {environment_hash(own): own}
    assert environment_hash({**own, "numpy": "0"}) != environment_hash(own)


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    target = tmp_path / "ab" / "file"
    write_whole(target, b"first")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DiskError, match="No space"):
        write_whole(target, b"second")
    assert target.read_bytes() == b"first" and [path.name for path in target.parent.iterdir()] == ["file"]


def test_a_folder_that_is_no_store(tmp_path: Path, store: Store) -> None:
    with pytest.raises(InputError, match=r"no design\.toml"):
        Store(tmp_path)
    (store.folder / "design.toml").write_text("method = 3\n")
    with pytest.raises(InputError, match="another version"):
        Store(store.folder)


def test_a_store_of_another_form(store: Store) -> None:
    path = store.folder / "settings.parquet"
    pq.write_table(pq.read_table(path).replace_schema_metadata({"format": "0"}), path)
    with pytest.raises(InputError, match="another version"):
        Store(store.folder)
