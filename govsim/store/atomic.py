"""Files that are there whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from govsim.records.files import DiskError

PART = ".part"  # ending of a file that is being written


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there, so that a kill or a full disk leaves no half of it.

    Raises DiskError.
    """
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}-", suffix=PART, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Raise what the system says of a file as DiskError, which names it."""
    try:
        yield
    except OSError as error:
        raise DiskError(Path(error.filename or path), error.strerror or str(error)) from error
