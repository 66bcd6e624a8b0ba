"""Places made from counts and places read from tables of buildings."""

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from pydantic import ValidationError

from govsim.errors import GovsimError
from govsim.place import InputError, Place
from govsim.place.build import build_place
from govsim.place.households import even, household_sizes
from govsim.place.tables import PlaceTables, blocks_of

HEADERS = ["楼栋", "社区", "网格", "小区", "户数", "人口", "层数", "年份", "x", "y"]
ROWS: list[list[Any]] = [
    ["东1", "东社区", "1", "花园", 30, 80, 6, 1998, 0.0, 0.0],
    ["西1", "西社区", "1", "河畔", 20, 50, 18, 2010, 300.0, 0.0],
    ["东2", "东社区", "2", "花园", 40, 90, 6, 1998, 80.0, 0.0],
    ["东3", "东社区", "1", "花园", 12, 12, 3, 1985, 160.0, 0.0],
    ["南1", "南社区", "1", "花园", 10, 33, 6, 1998, 0.0, 90.0],
]


def write_csv(folder: Path, rows: list[list[Any]], headers: list[str] = HEADERS, encoding: str = "utf-8") -> Path:
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in [headers, *rows]]
    path = folder / "buildings.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def changed(row: int, column: str, value: Any) -> list[list[Any]]:
    rows = [list(cells) for cells in ROWS]
    rows[row][HEADERS.index(column)] = value
    return rows


def build(folder: Path, name: str = "buildings.csv", **settings: Any) -> PlaceTables:
    return build_place(Place(buildings=name, **settings), 1, folder)


def problems(folder: Path, name: str = "buildings.csv", **settings: Any) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        build(folder, name, **settings)
    for problem in caught.value.problems:
        assert problem.file == name and problem.zh and problem.en and problem.zh != problem.en
    return [(problem.path, problem.value) for problem in caught.value.problems]


def check_order(place: PlaceTables) -> None:
    """What every place must satisfy, from whatever it was made."""
    buildings, grids = place.buildings, place.grids
    block = place.block_of_community[buildings["community"]]
    for level in (block, buildings["community"], buildings["grid"]):
        assert level[0] == 0 and set(np.unique(np.diff(level))) <= {0, 1}, "contiguous and without gaps"
    assert len(np.unique(buildings["grid"])) == len(grids) and place.communities == buildings["community"][-1] + 1
    assert sorted(set(buildings["estate"].tolist())) == list(range(place.estates))
    for estate in range(min(place.estates, 50)):
        assert len(set(block[buildings["estate"] == estate].tolist())) == 1, "an estate never crosses blocks"
    assert (buildings["households"] >= 1).all() and (place.household_sizes >= 1).all()
    assert np.array_equal(buildings["households"], place.households_of_building)
    assert buildings["households"].sum() == len(place.household_sizes)
    assert np.array_equal(buildings["first_household"][1:], np.cumsum(buildings["households"])[:-1])
    assert np.array_equal(buildings["first_resident"][1:], np.cumsum(buildings["residents"])[:-1])
    assert buildings["residents"].sum() == place.household_sizes.sum() == place.residents
    assert (buildings["group"] == -1).all() and ((buildings["condition"] >= 0) & (buildings["condition"] <= 1)).all()
    check_links(place)


def check_links(place: PlaceTables) -> None:
    for row, grid in enumerate(place.grids):
        linked, building = [], int(grid["first_building"])
        while building >= 0:
            linked.append(building)
            building = int(place.buildings["next_in_grid"][building])
        assert linked == np.flatnonzero(place.buildings["grid"] == row).tolist()
        assert grid["identity"] == row and grid["first_worker"] == -1
        assert grid["residents"] == place.buildings["residents"][linked].sum()
        assert grid["households"] == place.buildings["households"][linked].sum()
        assert grid["community"] == place.buildings["community"][linked[0]]


def test_a_subdistrict_has_the_communities_and_grids_of_its_residents() -> None:
    place = build_place(Place(residents=312_000), 1, None)
    assert (place.residents, place.communities, len(place.grids)) == (312_000, 45, 224)
    assert np.abs(place.household_sizes.mean() - 2.5) < 0.01 and place.blocks == 45
    check_order(place)


@st.composite
def places(draw: st.DrawFn) -> Place:
    communities = draw(st.integers(1, 6))
    grids = draw(st.integers(communities, 20))
    households = draw(st.integers(max(grids, 10), 900))
    size = draw(st.floats(1, 5))
    residents = max(households, round(households * size))
    return Place(
        residents=residents, household_size=residents / households, communities=communities, grids=grids,
        estates=draw(st.integers(1, 10)), cross_communities=draw(st.floats(0, 1)),
        households_per_building=draw(st.integers(1, 100)), households_per_stairwell=draw(st.integers(1, 30)),
        storeys=draw(st.integers(1, 33)),
    )  # fmt: skip


@given(places(), st.integers(0, 2**40))
@settings(max_examples=60)
def test_any_counts_make_a_whole_place(spec: Place, seed: int) -> None:
    place = build_place(spec, seed, None)
    assert place.residents == spec.residents and len(place.grids) == spec.grids
    assert place.communities == spec.communities and place.estates == spec.estates
    check_order(place)
    assert_apart(place, spec)


def assert_apart(place: PlaceTables, spec: Place) -> None:
    """No two buildings stand on each other: a slab of 12 m depth needs 12 m one way or its length the other."""
    x, y = place.buildings["x"], place.buildings["y"]
    stairwells = np.minimum(10, -(-place.buildings["households"] // spec.households_per_stairwell))
    length = 18.0 * stairwells
    near = (np.abs(y[:, None] - y) < 12) & (np.abs(x[:, None] - x) < (length[:, None] + length) / 2)
    assert near.sum() == len(x)


def test_neighbouring_rows_of_a_grid_and_estate_stand_side_by_side() -> None:
    place = build_place(Place(residents=7_000), 1, None)
    step = np.hypot(np.diff(place.buildings["x"]), np.diff(place.buildings["y"]))
    assert step.max() <= 5 * 18 + 10, (
        "one estate: the next building is the next in its row, or the first of the next row"
    )


def test_estates_cross_borders_as_asked_and_join_communities_to_blocks() -> None:
    place = build_place(Place(residents=70_000, cross_communities=0.4), 1, None)
    homes = [set(place.buildings["community"][place.buildings["estate"] == e].tolist()) for e in range(place.estates)]
    assert sum(len(home) == 2 for home in homes) == 4 and place.communities - place.blocks == 4
    shared = build_place(Place(residents=14_000, communities=4, estates=2), 1, None)
    assert shared.block_of_community.tolist() == [0, 0, 1, 1], "two committees in one estate are one block"


def test_blocks_are_the_connected_components() -> None:
    community = np.array([0, 1, 2, 3, 4, 5, 6, 0, 6])
    estate = np.array([0, 1, 2, 0, 1, 5, 5, 3, 3])
    assert blocks_of(community, estate, 7).tolist() == [0, 1, 2, 0, 1, 0, 0]
    chain = np.arange(3_000)
    assert blocks_of(np.append(chain, chain[1:]), np.append(chain, chain[:-1]), 3_000).max() == 0


def test_same_seed_same_bytes_and_another_community_leaves_the_first_unchanged() -> None:
    def tables(seed: int, communities: int) -> tuple[bytes, bytes]:
        spec = Place(residents=6_000 * communities, communities=communities, grids=4 * communities)
        place = build_place(spec, seed, None)
        mine = place.buildings["community"] < 3
        return place.buildings["condition"][mine].tobytes(), place.household_sizes[: 3 * 2_400].tobytes()

    assert tables(5, 3) == tables(5, 3) == tables(5, 4)
    assert tables(5, 3)[0] != tables(6, 3)[0] and tables(5, 3)[1] != tables(6, 3)[1]


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 120)), min_size=1, max_size=8), st.integers(0, 99))
def test_household_sizes_add_up_in_every_unit(units: list[tuple[int, int]], seed: int) -> None:
    households = np.array([homes for homes, _ in units])
    residents = households + np.array([more for _, more in units])
    sizes = household_sizes(seed, households, residents)
    assert sizes.min() >= 1 and sizes.dtype == np.int32
    assert np.add.reduceat(sizes, np.cumsum(households) - households).tolist() == residents.tolist()


def test_even_parts_differ_by_one_at_most() -> None:
    assert even(np.array([7, 4]), np.array([3, 2])).tolist() == [3, 2, 2, 2, 2]


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({}, "residents"),
        ({"residents": 100, "communities": 5, "grids": 3}, "communities"),
        ({"residents": 100, "grids": 60}, "grids"),
        ({"residents": 100, "estates": 60}, "estates"),
        ({"buildings": "a.csv", "grids": 3}, "grids"),
    ],
)
def test_counts_that_cannot_be_are_refused_in_both_languages(settings: dict[str, Any], word: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Place(**settings)
    context = caught.value.errors()[0]["ctx"]
    assert word in context["zh"] and word in context["en"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_in_any_chinese_encoding(tmp_path: Path, encoding: str) -> None:
    write_csv(tmp_path, ROWS, encoding=encoding)
    place = build(tmp_path)
    check_order(place)
    assert place.labels["community"] == ("东社区", "南社区", "西社区"), "a shared estate puts two in one block"
    assert place.block_of_community.tolist() == [0, 0, 1] and place.estates == 2
    assert place.labels["building"] == ("东1", "东3", "东2", "南1", "西1")
    assert place.buildings["residents"].tolist() == [80, 12, 90, 33, 50]
    assert place.buildings["storeys"].tolist() == [6, 3, 6, 6, 18] and place.buildings["x"][4] == 300
    assert place.names["community"] == {"c1": 0, "c2": 1, "c3": 2, "东社区": 0, "南社区": 1, "西社区": 2}
    assert place.names["grid"]["2"] == 1 and place.names["grid"]["西社区 1"] == 3 and "1" not in place.names["grid"]


def test_english_headers_and_the_defaults_of_the_scenario(tmp_path: Path) -> None:
    write_csv(
        tmp_path,
        [["b1", "c", "g", 10, ""], ["b2", "c", "g", 6, 9]],
        ["Building", "community", "GRID", "households", "storeys"],
    )
    place = build(tmp_path, residents=40, storeys=4, year=1990)
    check_order(place)
    assert place.residents == 40 and place.buildings["storeys"].tolist() == [4, 9]
    assert place.buildings["year"].tolist() == [1990, 1990] and place.buildings["x"][0] != place.buildings["x"][1]


def test_xlsx_gives_the_same_place_as_csv(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for row in [HEADERS, *ROWS]:
        book.active.append(row)
    book.save(tmp_path / "buildings.xlsx")
    write_csv(tmp_path, ROWS)
    assert build(tmp_path, "buildings.xlsx").buildings.tobytes() == build(tmp_path).buildings.tobytes()


def feature(number: int, geometry: dict[str, Any]) -> dict[str, Any]:
    properties = {"building": f"b{number}", "community": "c", "grid": "g", "households": 10}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_geojson_points_and_polygons_stand_in_metres(tmp_path: Path) -> None:
    square = [[120.01, 30.0], [120.03, 30.0], [120.03, 30.02], [120.01, 30.02], [120.01, 30.0]]
    features = [
        feature(1, {"type": "Point", "coordinates": [120.0, 30.0]}),
        feature(2, {"type": "Polygon", "coordinates": [square]}),
        feature(3, {"type": "MultiPolygon", "coordinates": [[square]]}),
    ]
    (tmp_path / "b.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    buildings = build(tmp_path, "b.geojson").buildings
    assert buildings["y"] == pytest.approx([0, 1_111.95, 1_111.95], abs=0.1)
    assert buildings["x"] == pytest.approx([0, 1_925.9, 1_925.9], rel=1e-3)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("户数", "很多"),
        ("户数", "nan"),
        ("户数", -3),
        ("户数", 2.5),
        ("户数", 0),
        ("户数", ""),
        ("户数", "inf"),
        ("户数", "1_0"),
        ("人口", 5),
        ("人口", 900),
        ("人口", ""),
        ("层数", "六"),
        ("年份", 98),
        ("x", "东"),
        ("y", None),
        ("楼栋", ""),
        ("楼栋", "东2"),
        ("社区", ""),
        ("网格", "a\x07"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(tmp_path: Path, column: str, value: Any) -> None:
    row = 3 if column == "楼栋" and value else 1
    write_csv(tmp_path, changed(row, column, value))
    found = problems(tmp_path)
    assert found == [(f"row {row + 2}, column {column}", "" if value is None else str(value))]


def test_all_errors_come_at_once_and_a_flood_is_counted(tmp_path: Path) -> None:
    rows = changed(1, "户数", "x")
    rows[3][6], rows[4][0] = "y", ""
    write_csv(tmp_path, rows)
    assert [path for path, _ in problems(tmp_path)] == [
        f"row {n}, column {c}" for n, c in ((3, "户数"), (5, "层数"), (6, "楼栋"))
    ]
    write_csv(tmp_path, [[f"b{i}", "c", "g", "?"] for i in range(500)], ["楼栋", "社区", "网格", "户数"])
    found = problems(tmp_path)
    assert len(found) == 201 and found[-1] == ("", "300")


def test_the_error_says_everything_in_both_languages_and_survives_a_worker_process(tmp_path: Path) -> None:
    write_csv(tmp_path, changed(1, "户数", "很多"))
    with pytest.raises(GovsimError) as caught:
        build(tmp_path)
    assert caught.value.exit_code == 3
    assert caught.value.text("zh") == "buildings.csv 第 3 行“户数”列 很多：应为数字"
    assert str(caught.value) == "buildings.csv row 3, column 户数 很多: must be a number"
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.problems == caught.value.problems


def test_rows_are_counted_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    write_csv(tmp_path, [ROWS[0], [None] * len(HEADERS), changed(1, "户数", "x")[1]])
    assert problems(tmp_path) == [("row 4, column 户数", "x")]


def test_house_numbers_repeat_between_estates_but_not_within(tmp_path: Path) -> None:
    headers = ["楼栋", "社区", "网格", "小区", "户数"]
    rows = [["1号楼", "c", "g", "甲", 5], ["1号楼", "c", "g", "乙", 5], ["A座", "c", "g", "乙", 5]]
    write_csv(tmp_path, rows, headers)
    assert len(build(tmp_path).buildings) == 3
    write_csv(
        tmp_path,
        [*rows, ["1号楼", "c", "h", "乙", 5], ["观澜", "c", "g", "甲", 5], ["观澜", "c", "g", "乙", 5]],
        headers,
    )
    assert problems(tmp_path) == [("row 5, column 楼栋", "1号楼"), ("row 7, column 楼栋", "观澜")]


@pytest.mark.parametrize(
    ("headers", "path"),
    [
        (["楼栋", "社区", "网格", "household"], "row 1, column 户数/households"),
        (["楼栋", "社区", "户数"], "row 1, column 网格/grid"),
        (["楼栋", "社区", "网格", "户数", "经度"], "row 1, column lat"),
        (["楼栋", "社区", "网格", "户数", "households"], "row 1, column households"),
    ],
)
def test_headers_that_miss_or_repeat_are_named(tmp_path: Path, headers: list[str], path: str) -> None:
    write_csv(tmp_path, [["b", "c", "5", "5", "5"][: len(headers)]], headers)
    assert path in [found for found, _ in problems(tmp_path)]


def test_the_scenario_and_the_table_must_agree_on_residents(tmp_path: Path) -> None:
    write_csv(tmp_path, ROWS)
    assert build(tmp_path, residents=265).residents == 265
    assert problems(tmp_path, residents=266) == [("row 1, column 人口", "")]
    write_csv(tmp_path, [row[:5] for row in ROWS], HEADERS[:5])
    assert build(tmp_path).residents == 280, "112 households of 2.5"
    assert problems(tmp_path, residents=111) == [("row 1, column 户数", "")]


@pytest.mark.parametrize(
    "name", ["../buildings.csv", "/etc/passwd", "..\\buildings.csv", "link.csv", "no.csv", "b.doc", ".", "a\0.csv"]
)
def test_a_file_outside_the_folder_or_of_another_kind_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "scenario"
    folder.mkdir()
    write_csv(tmp_path, ROWS)
    (folder / "link.csv").symlink_to(tmp_path / "buildings.csv")
    (folder / "b.doc").write_text("x")
    assert len(problems(folder, name)) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("b.csv", b"\xff\xff\xff"),
        ("b.csv", b""),
        ("b.csv", "楼栋,社区\n".encode()),
        ("b.csv", b'a,"b\n'),
        ("b.csv", b"a\0,b\n1,2"),
        ("b.xlsx", b"PK\x03\x04 broken"),
        ("b.geojson", b"[1]"),
        ("b.geojson", b'{"features": [{"geometry": null, "properties": {}}]}'),
        ("b.geojson", b"[" * 100_000),
        ("b.geojson", b'{"features": []}'),
    ],
)
def test_broken_files_are_one_clear_error(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert len(problems(tmp_path, name)) == 1


def test_files_beyond_the_limits_are_refused(tmp_path: Path) -> None:
    (tmp_path / "buildings.csv").write_bytes(b"x" * 20_000_001)
    assert problems(tmp_path)[0][1] == "20.0 MB"
    write_csv(tmp_path, [["b", "c", "g", 1]] * 200_001, ["楼栋", "社区", "网格", "户数"])
    assert problems(tmp_path) == [("row 200002", "")]
