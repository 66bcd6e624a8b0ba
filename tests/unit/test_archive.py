"""Archives: complete, without private names, the same bytes each time, opened with care, done again."""

import getpass
import json
import platform
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from govsim.archive import opened, opening, reproduce, write_archive
from govsim.archive.contents import contents
from govsim.archive.private import cleaned
from govsim.comparison import Compared, compare, read_record, write_record
from govsim.errors import InputError
from govsim.scenario import ScenarioError, fingerprint_of, load, resolved, restored, shipped_ids
from govsim.sweep import sweep

DAY = date(2026, 1, 31)
TINY = {"place.residents": 300, "run.weeks": 2, "run.warmup": 1}
PATIENCE = "parameters.contact.patience"


@pytest.fixture(scope="module")
def compared() -> Compared:
    """Return a comparison of tiny places with assumption draws."""
    return compare("demo", {PATIENCE: 8}, runs=2, assumptions=1, assumption_seeds=2, changes=TINY, workers=0)


@pytest.fixture
def folder(compared: Compared, tmp_path: Path) -> Path:
    """Return the folder of the comparison, with a document that names where it lies."""
    found = tmp_path / "results"
    write_record(compared, found)
    said = {"command": f"govsim compare {tmp_path}/my.toml {Path.home()}/other.toml", "host": platform.node()}
    (found / "comparison.json").write_text(json.dumps(said), encoding="utf-8")
    return found


@pytest.fixture
def archive(folder: Path, tmp_path: Path) -> Path:
    """Return its archive."""
    return write_archive(folder, tmp_path / "study.zip", "Study", DAY)


def test_an_archive_describes_every_file_of_it(archive: Path) -> None:
    with zipfile.ZipFile(archive) as found:
        names = set(found.namelist())
        graph = json.loads(found.read("ro-crate-metadata.json"))["@graph"]
    files = {entity["@id"] for entity in graph if entity["@type"] == "File"}
    assert files == names - {"ro-crate-metadata.json"}
    assert {"comparison.json", "record/record.json", "manifest.json", "parameters.csv", "CITATION.cff"} <= files
    assert "odd/model.md" in files
    root = next(entity for entity in graph if entity["@id"] == "./")
    assert root["name"] == "Study" and root["license"]


def test_an_archive_tells_nothing_of_the_machine(archive: Path, tmp_path: Path) -> None:
    private = {str(tmp_path), str(tmp_path.parent), str(Path.home()), str(Path.cwd())} - {"/"}
    private |= {name for name in (getpass.getuser(), platform.node()) if len(name) > 4}
    with zipfile.ZipFile(archive) as found:
        for name in found.namelist():
            text = found.read(name).decode("utf-8", "replace")
            assert not [word for word in private if word in text], name
        assert "my.toml" in found.read("comparison.json").decode()


def test_paths_become_names_and_other_text_stays() -> None:
    text = b'{"a": "/data/study one/x.toml", "b": "--set=/srv/x/y.toml", "c": "1/building-year", "d": "https://a.b/c/d"}'
    found = cleaned("x.json", text).decode()
    assert '"c": "1/building-year"' in found and '"d": "https://a.b/c/d"' in found
    assert "/srv/" not in found and "y.toml" in found and "/data/" not in found
    assert cleaned("x.parquet", b"/data/one/two") == b"/data/one/two"


def test_the_same_study_gives_the_same_bytes(folder: Path, archive: Path, tmp_path: Path) -> None:
    again = write_archive(folder, tmp_path / "again.zip", "Study", DAY)
    assert again.read_bytes() == archive.read_bytes()


def test_an_archive_done_again_is_equal(archive: Path) -> None:
    found = reproduce(archive, runs=3, workers=0)
    assert found.equal and found.runs == 3 and found.all == 8
    assert not found.environment


def test_a_run_that_differs_is_named(folder: Path, tmp_path: Path) -> None:
    path = folder / "record" / "record.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["runs"][0]["fingerprint"] = "0" * 64
    document["environment"]["numba"] = "0.1"
    path.write_text(json.dumps(document), encoding="utf-8")
    found = reproduce(write_archive(folder, tmp_path / "other.zip", "Study", DAY), runs=1, workers=0)
    assert not found.equal and found.differences[0].before == "0" * 64
    assert (found.differences[0].option, found.differences[0].draw, found.differences[0].seed) == (0, -1, 1)
    assert found.environment["numba"][0] == "0.1"


def test_a_record_is_read_as_it_was_written(compared: Compared, folder: Path) -> None:
    record = read_record(folder)
    assert record.fingerprints == compared.fingerprints
    own = {job.key: job.scenario for job in record.jobs if job.key.draw < 0}
    for key, scenario in own.items():
        assert fingerprint_of(scenario) == fingerprint_of(compared.scenarios[key.option])
    drawn = next(job.scenario for job in record.jobs if job.key.draw == 0 and job.key.option == 1)
    assert drawn.parameters["contact.patience"] == 8, "what is compared is not drawn"


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"format": 2}', b"\xff\xfe", b'{"format": 1, "scenarios": 3}'])
def test_a_damaged_record_is_refused(folder: Path, damage: bytes) -> None:
    (folder / "record" / "record.json").write_bytes(damage)
    with pytest.raises(InputError, match=r"record\.json"):
        read_record(folder)


def test_every_shipped_scenario_comes_back_from_plain_data(tmp_path: Path) -> None:
    for name in shipped_ids():
        scenario = load(name)
        plain = json.loads(json.dumps(resolved(scenario)))
        assert fingerprint_of(restored(plain, scenario.folder or tmp_path)) == fingerprint_of(scenario), name


def test_plain_data_that_is_no_scenario_is_refused(tmp_path: Path) -> None:
    plain = json.loads(json.dumps(resolved(load("demo"))))
    with pytest.raises(ScenarioError):
        restored(plain | {"surprise": 1}, tmp_path)
    outside = {**plain["place"], "buildings": "../../secret.csv"}
    with pytest.raises(ScenarioError):
        restored(plain | {"place": outside}, tmp_path)


def zipped(path: Path, *names: str, content: bytes = b"x", mode: int = 0o100644) -> Path:
    """Return a zip file with files of these names."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name)
            entry.external_attr, entry.compress_type = mode << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return path


@pytest.mark.parametrize(
    "name", ["../out.txt", "/etc/passwd", "a/../../b", "C:/x", "a\\..\\b", "x" * 400, "a:b"]
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError), opened(zipped(tmp_path / "bad.zip", name)):
        pass
    assert not (tmp_path.parent / "out.txt").exists()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("made", [
    lambda path: zipped(path, "link", content=b"/etc/passwd", mode=0o120777),
    lambda path: zipped(path, "one", "one"),
    lambda path: zipped(path, "one", "ONE"),
    lambda path: zipped(path, "bomb", content=bytes(40 * 2**20)),
])  # fmt: skip
def test_links_doubles_and_bombs_are_refused(tmp_path: Path, made: Callable[[Path], Path]) -> None:
    with pytest.raises(InputError), opened(made(tmp_path / "bad.zip")):
        pass


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "bad.zip", "one", "two")
    monkeypatch.setattr(opening, "MOST_FILES", 1)
    with pytest.raises(InputError, match="more than 1 files"), opened(path):
        pass
    monkeypatch.setattr(opening, "MOST_FILES", 10)
    monkeypatch.setattr(opening, "LARGEST", 1)
    with pytest.raises(InputError, match="larger than"), opened(path):
        pass


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04" + bytes(100)])
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.zip"
    path.write_bytes(content)
    with pytest.raises(InputError), opened(path):
        pass
    with pytest.raises(InputError):
        reproduce(tmp_path / "missing.zip", workers=0)


def test_an_archive_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"other\.zip: .*no results.*report DIR --archive"):
        reproduce(zipped(tmp_path / "other.zip", "readme.txt"), workers=0)
    with pytest.raises(InputError, match="no results"):
        list(contents(tmp_path))


@pytest.mark.parametrize("name", ["comparison.json", "design.toml", "record/record.json"])
def test_what_is_wrong_in_an_archive_is_said_of_the_file_that_the_user_named(name: str, tmp_path: Path) -> None:
    path = zipped(tmp_path / "mine.zip", *{name, "comparison.json" if name.startswith("record") else name})
    with pytest.raises(InputError) as found:
        reproduce(path, workers=0)
    for lang in ("zh", "en"):
        assert str(path) in found.value.text(lang) and "govsim-archive-" not in found.value.text(lang)


def test_a_folder_is_no_archive_but_may_become_one(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"it is a folder.*report DIR --archive"):
        reproduce(tmp_path / "empty", workers=0)
    with pytest.raises(InputError, match=f"First: govsim report {folder} --archive"):
        reproduce(folder, workers=0)


def test_links_and_hidden_files_stay_out(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    (folder / "page.html").symlink_to(tmp_path / "secret.html")
    (folder / ".draft.html").write_text("draft", encoding="utf-8")
    assert {each.name for each in contents(folder)} == {"comparison.json", "record/record.json"}


def test_a_sweep_over_a_table_of_buildings_is_done_again_without_it(tmp_path: Path) -> None:
    table = tmp_path / "mine" / "houses.csv"
    table.parent.mkdir()
    table.write_text("社区,网格,小区,楼栋,户数\n" + "".join(f"东社区,一网格,东苑,{n}号楼,20\n" for n in range(1, 7)))
    scenario = 'extends = "demo"\n[place]\nbuildings = "houses.csv"\n[run]\nweeks = 2\nwarmup = 1\n'
    (table.parent / "place.toml").write_text(scenario)
    design = table.parent / "design.toml"
    factor = '[[factors]]\npath = "parameters.contact.patience"\nvalues = [1, 8]\n'
    design.write_text(f'scenario = "place.toml"\nmethod = "grid"\nseeds = 2\n{factor}')
    store = sweep(design, tmp_path / "store", workers=0)
    [kept] = (tmp_path / "store" / "tables").glob("*/houses.csv")
    assert kept.read_bytes() == table.read_bytes()
    archive = write_archive(tmp_path / "store", tmp_path / "study.zip", "Study", DAY)
    table.unlink()
    done = reproduce(archive, workers=0)
    assert done.equal and done.runs == store.counts()["done"] == 4
    with zipfile.ZipFile(archive) as found:
        assert [name for name in found.namelist() if name.endswith("houses.csv")]


def test_the_folder_of_a_single_run_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{}")
    with pytest.raises(InputError, match="a single run is not done again") as found:
        reproduce(tmp_path, workers=0)
    assert "archive" not in found.value.text("en").partition("Run govsim")[2]
