"""Open an archive that may come from anybody: limits before anything is unpacked, nothing unpickled, nothing run."""

import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from govsim.archive.contents import kind_of
from govsim.errors import GovsimError, InputError

MOST_FILES = 250_000
LARGEST_FILE, LARGEST = 256 * 2**20, 4 * 2**30  # bytes, unpacked
MOST_PACKED = 1_000  # times smaller than unpacked; results shrink by ten to fifty
SMALL = 2**20  # below this many bytes a file may shrink by more
LONGEST_NAME = 300
_CHUNK = 2**20


@contextmanager
def opened(file: Path) -> Iterator[Path]:
    """Give a folder with what is in the archive, and take it away again. Raises InputError where it is not safe.

    What is said of the folder inside is said of the archive: its user knows no other place.
    """
    _check_file(file)
    folder = Path(tempfile.mkdtemp(prefix="govsim-archive-"))
    try:
        _unpack(file, folder)
        yield folder
    except GovsimError as failure:
        failure.args = tuple(str(words).replace(str(folder), str(file)) for words in failure.args)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def results_in(folder: Path, file: Path) -> str:
    """Return the kind of the results in an archive's folder. Raises InputError where it holds none."""
    try:
        return kind_of(folder)
    except InputError:
        raise _refused(file, "里面没有 govsim 的结果", "there are no results of govsim in it") from None


def _check_file(file: Path) -> None:
    """Refuse what is no file; a folder with results only lacks the step before."""
    if not file.exists():
        raise _refused(file, "没有这个文件", "there is no such file")
    if not file.is_dir():
        return
    try:
        kind = kind_of(file)
    except InputError:
        raise _refused(file, "这是文件夹", "it is a folder") from None
    if kind == "run":
        raise InputError(
            f"{file}：单次模拟的结果不能从存档重做；请用同样的设置再运行 govsim run，并比较两次的指纹。",
            f"{file}: a single run is not done again from an archive. Run govsim run with the same settings and "
            "compare the two fingerprints.",
        )
    raise InputError(
        f"{file}：这是结果文件夹，还不是存档。先运行 govsim report {file} --archive {file.name}.zip",
        f"{file}: a folder of results, not yet an archive. First: govsim report {file} --archive {file.name}.zip",
    )


def _unpack(file: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check(file, entries)
            for entry in entries:
                if not entry.is_dir():
                    _extract(archive, entry, folder / entry.filename)
    # zipfile raises NotImplementedError for compressions it does not know, RuntimeError for encrypted entries.
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as failure:
        raise _refused(file, f"打不开（{failure}）", f"it cannot be opened ({failure})") from None


def _check(file: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Raises InputError for an archive that is too large or has names that lead elsewhere."""
    if len(entries) > MOST_FILES:
        raise _refused(file, f"文件多于 {MOST_FILES:,} 个", f"more than {MOST_FILES:,} files")
    if sum(entry.file_size for entry in entries) > LARGEST:
        raise _refused(file, f"解开后大于 {LARGEST // 2**30} GB", f"larger than {LARGEST // 2**30} GB unpacked")
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) < len(names):
        raise _refused(file, "有同名文件", "two files of one name")
    for entry in entries:
        _check_entry(file, entry)


def _check_entry(file: Path, entry: zipfile.ZipInfo) -> None:
    name = entry.filename[:80].encode("unicode_escape").decode()
    path = PurePosixPath(entry.filename)
    leads_out = path.is_absolute() or ".." in path.parts or any(sign in entry.filename for sign in '\\:\0<>|?*"')
    if leads_out or len(entry.filename) > LONGEST_NAME or not path.parts:
        raise _refused(file, f"文件名不可用：{name}", f"a name that is not allowed: {name}")
    mode = entry.external_attr >> 16
    if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_IFMT(mode) == 0):
        raise _refused(file, f"含有链接或特殊文件：{name}", f"a link or special file: {name}")
    packed = entry.file_size > SMALL and entry.file_size > MOST_PACKED * max(1, entry.compress_size)
    if entry.file_size > LARGEST_FILE or packed:
        raise _refused(file, f"文件过大：{name}", f"a file that is too large: {name}")


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    """Unpack one file; what is longer than it says is refused."""
    target.parent.mkdir(parents=True, exist_ok=True)
    left = entry.file_size
    with archive.open(entry) as source, target.open("xb") as sink:
        while chunk := source.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise zipfile.BadZipFile(f"{entry.filename[:80]}: longer than stated")
            sink.write(chunk)


def _refused(file: Path, zh: str, en: str) -> InputError:
    return InputError(
        f"{file}：不能作为存档使用：{zh}。存档是 govsim report 文件夹 --archive 文件.zip 写的 .zip 文件。",
        f"{file}: cannot be used as an archive: {en}. An archive is the .zip that govsim report DIR --archive FILE.zip "
        "writes.",
    )
