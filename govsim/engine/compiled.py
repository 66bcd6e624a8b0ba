"""How functions are compiled, and when a stored compilation is out of date.

numba's own cache looks only at the file of the outermost function and does not know whether bounds were checked,
so a stored compilation is stamped with every kernel file, numba, Python and that switch.
"""

import hashlib
import platform
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import numba
from numba import types
from numba.core.caching import CacheImpl, InTreeCacheLocator, UserWideCacheLocator

from govsim.engine.linking import PieceCompiler, WholeCompiler

PACKAGE = Path(__file__).parent.parent


def kernel_files() -> list[Path]:
    """Return the files whose code is compiled: the engine, the mechanisms and the hour."""
    folders = [*PACKAGE.glob("engine/**/*.py"), *PACKAGE.glob("mechanisms/**/*.py")]
    return sorted([*folders, PACKAGE / "hour.py", PACKAGE / "parameters.py", PACKAGE / "world" / "schema.py"])


@cache
def source_stamp() -> str:
    """Return a hash of everything that a stored compilation depends on."""
    digest = hashlib.sha256(f"{numba.__version__} {platform.python_version()} {numba.config.BOUNDSCHECK}".encode())
    for path in kernel_files():
        digest.update(path.read_bytes())
    lines = (PACKAGE / "parameters.toml").read_text(encoding="utf-8").splitlines()
    digest.update("\n".join(line.partition("=")[0] for line in lines).encode())  # names and order, not values
    return digest.hexdigest()


class _Stamped:
    def get_source_stamp(self):
        return source_stamp()

    @classmethod
    def from_function(cls, function, path):
        inside = Path(path).is_relative_to(PACKAGE)
        return super().from_function(function, path) if inside else None


class PackageLocator(_Stamped, InTreeCacheLocator):
    """Stores compilations beside the source."""


class ReadOnlyPackageLocator(_Stamped, UserWideCacheLocator):
    """Stores compilations in the user's cache folder where the package itself cannot be written."""


if PackageLocator not in CacheImpl._locator_classes:
    CacheImpl._locator_classes = [PackageLocator, ReadOnlyPackageLocator, *CacheImpl._locator_classes]

PLAIN = bool(numba.config.DISABLE_JIT)  # the same functions as plain Python: slow, but an independent check
BOTH = {"nogil": True, "_nrt": False, "no_cfunc_wrapper": True}  # no memory is taken, so no references are counted
INNER = {**BOTH, "no_cpython_wrapper": True, "pipeline_class": PieceCompiler}
OUTER = {**BOTH, "pipeline_class": WholeCompiler}


def wide(kind):
    """Return the type in which a compiled function takes a number: there is one compilation, not one for each size."""
    if isinstance(kind, types.IntegerLiteral | types.BooleanLiteral):
        kind = kind.literal_type
    return types.int64 if isinstance(kind, types.Integer) and kind.signed else kind


def _inner(function: Any = None, *, options: Mapping[str, Any]) -> Any:
    compiled = numba.njit(**options)(function)
    if PLAIN:
        return compiled
    usual = compiled.get_call_template
    compiled.get_call_template = lambda args, named: usual([wide(kind) for kind in args], named)
    return compiled


part = partial(_inner, options={**INNER, "forceinline": True})  # called from other compiled code, few callers
piece = partial(_inner, options=INNER)  # called from other compiled code, many callers
shared = partial(_inner, options={**OUTER, "_nrt": True})  # called from compiled code and from Python
entry = numba.njit(cache=True, **OUTER)  # called from Python


def is_stored() -> bool:
    """Whether a compilation of the present source is on disk, so that a first run need not wait for it."""
    folders = {ReadOnlyPackageLocator, PackageLocator}
    for locator in folders:
        found = locator.from_function(source_stamp.__wrapped__, str(PACKAGE / "hour.py"))
        if found is not None and any(Path(found.get_cache_path()).glob("hour.*.nbi")):
            return True
    return False
