"""The folder of a sweep: runs by content, one atomic file each; what differs from machine to machine lies beside."""

from govsim.store.design import Design
from govsim.store.folder import Contents, Store, Wanted
from govsim.store.runfile import Summary, encoded, key_of, read_run

__all__ = ["Contents", "Design", "Store", "Summary", "Wanted", "encoded", "key_of", "read_run"]
