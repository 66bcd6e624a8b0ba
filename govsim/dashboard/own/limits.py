"""How much may be uploaded: never more than the command line reads, and less where a server shares its time."""

import os

from govsim.scenario.reading import LARGEST

MB = 1_000_000
MOST_FILES = 12  # of a page
MOST_BYTES = 16 * MB  # of a page
_MOST = {".toml": LARGEST, ".xlsx": 2 * MB, ".csv": 8 * MB, ".geojson": 8 * MB, ".json": 8 * MB}
PART = 256 * 1024  # bytes of one message
MEMORY_SHARE = 0.5  # of this computer's memory that one run may take


def most_bytes(name: str) -> int:
    """Return how large a file of this name may be, in bytes."""
    return _MOST[os.path.splitext(name)[1].lower()]


def memory() -> float:
    """Return this computer's memory in megabytes; infinite where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / MB
    except (AttributeError, OSError, ValueError):  # not on Windows
        return float("inf")
