"""Small functions are optimised once, inside the entry that needs them.

By itself numba optimises every function with all that it calls, makes machine code of it, and does the same again in
each caller: most of the time of a first run. Pieces are therefore kept as they were lowered; an entry takes all
pieces below it, and only then the whole is optimised and becomes machine code.
"""

from typing import Any

from numba import _dynfunc
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.environment import lookup_environment
from numba.core.typed_passes import NativeLowering

ENVIRONMENT = "_ZN08NumbaEnv"  # how the names of environments begin


class PieceLibrary(JITCodeLibrary):
    """Code that waits for an entry: neither linked nor optimised nor made machine code."""

    def finalize(self) -> None:
        """Nothing can be added any more."""
        self._raise_if_finalized()
        self._finalized = True


class WholeLibrary(JITCodeLibrary):
    """Code of an entry together with all pieces that it calls, directly or not."""

    def finalize(self) -> None:
        """Take every piece below, then link, optimise and make machine code as usual."""
        self._linking_libraries = callers_first(self._linking_libraries)
        super().finalize()

    def _verify_declare_only_symbols(self) -> None:
        """Raise AssertionError if a compiled function is called that is not here."""
        missing = [item.name for item in self._final_module.functions if item.is_declaration]
        assert not any(name.startswith("_ZN") for name in missing), missing


def callers_first(libraries: list[Any]) -> list[Any]:
    """Return libraries and all pieces below, each before what it calls: linking leaves out what nothing uses yet."""
    found: dict[Any, None] = {}

    def visit(library: Any) -> None:
        if library not in found:
            for below in library._linking_libraries if isinstance(library, PieceLibrary) else ():
                visit(below)
            found[library] = None

    for library in libraries:
        visit(library)
    return list(reversed(found))


def _new_library(state: Any, kind: type) -> None:
    state.library = kind(state.targetctx.codegen(), state.func_id.func_qualname)
    state.library.enable_object_caching()


@register_pass(mutates_CFG=True, analysis_only=False)
class PieceLowering(NativeLowering):  # type: ignore[misc]  # numba has no types
    """Lowers a piece; what stands for it in Python cannot be called."""

    _name = "piece_lowering"

    def run_pass(self, state: Any) -> bool:
        """Lower without machine code."""
        _new_library(state, PieceLibrary)
        state.flags.no_compile = True
        super().run_pass(state)
        made, library = state["cr"], state.library
        name = made.fndesc.qualname.split(".")[-1]
        key = _dynfunc.make_function(made.fndesc.lookup_module(), name, "a piece", 0, made.env, (library,))
        state.targetctx.insert_user_function(key, made.fndesc, [library])
        state.reload_init.extend(library._reload_init)
        state["cr"] = made._replace(cfunc=key)
        return True


@register_pass(mutates_CFG=True, analysis_only=False)
class WholeLowering(NativeLowering):  # type: ignore[misc]  # numba has no types
    """Lowers an entry with all pieces below."""

    _name = "whole_lowering"

    def run_pass(self, state: Any) -> bool:
        """Lower, and tell the machine code where the environments of the pieces are."""
        _new_library(state, WholeLibrary)
        super().run_pass(state)
        for variable in state.library._final_module.global_variables:
            environment = variable.name.startswith(ENVIRONMENT) and lookup_environment(variable.name)
            if environment:
                state.library.codegen.set_env(variable.name, environment)
        return True


def _with_lowering(state: Any, lowering: type) -> list[PassManager]:
    usual = DefaultPassBuilder.define_nopython_pipeline(state)
    changed = PassManager(usual.pipeline_name)
    for kind, description in usual.passes:
        changed.add_pass(lowering if kind is NativeLowering else kind, description)
    changed.finalize()
    return [changed]


class PieceCompiler(CompilerBase):  # type: ignore[misc]  # numba has no types
    """Compiles what only other compiled functions call."""

    def define_pipelines(self) -> list[PassManager]:
        """Return the usual steps with another way to lower."""
        return _with_lowering(self.state, PieceLowering)


class WholeCompiler(CompilerBase):  # type: ignore[misc]  # numba has no types
    """Compiles what Python calls."""

    def define_pipelines(self) -> list[PassManager]:
        """Return the usual steps with another way to lower."""
        return _with_lowering(self.state, WholeLowering)
