"""Archives of studies (RO-Crate): what was computed, from what, by which program; read again with care, done again."""

from govsim.archive.opening import opened
from govsim.archive.reproducing import Reproduced, reproduce
from govsim.archive.writing import write_archive

__all__ = ["Reproduced", "opened", "reproduce", "write_archive"]
