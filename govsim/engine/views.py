"""One pointer instead of forty arrays: how compiled functions are handed the state.

An array is seven values and a reference count; handing forty of them from function to function costs far more than
the work. So the addresses of all tables stand in one small array, the header, and a view of it gives the tables their
names: `block.residents[row]`. The owner of the header keeps the tables alive. In plain Python a view is the NamedTuple
of tables itself.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_getattr_generic, models, register_model
from numba.np.arrayobj import populate_array
from numba.np.numpy_support import from_dtype

from govsim.engine.compiled import PLAIN

Field = tuple[int, Any]  # dimensions and type of a table; 0 dimensions: a whole number
WORDS = 3  # of the header for each field: address or value, and up to two lengths
FIELDS: dict[str, tuple[tuple[str, ...], dict[str, types.Type]]] = {}  # by kind of view: order, types


class ViewType(types.Type):
    """The numba type of views of one kind."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(name=f"View({kind})")


register_model(ViewType)(models.OpaqueModel)


@infer_getattr
class ViewAttribute(AttributeTemplate):
    """The types of the tables that a view names."""

    key = ViewType

    def generic_resolve(self, view: ViewType, attribute: str) -> Any:
        """Return the type of a table or number; None for an unknown name."""
        return FIELDS[view.kind][1].get(attribute)


@lower_getattr_generic(ViewType)
def _get(context: Any, builder: Any, view: ViewType, pointer: Any, attribute: str) -> Any:
    """Make the array of a table from its address and lengths; it owns nothing, so nothing is counted."""
    order, kinds = FIELDS[view.kind]
    words = builder.bitcast(pointer, ir.IntType(64).as_pointer())
    first, kind = order.index(attribute) * WORDS, kinds[attribute]
    if kind == types.int64:
        return _word(context, builder, words, first)
    lengths = [_word(context, builder, words, first + 1 + axis) for axis in range(kind.ndim)]
    item = context.get_data_type(kind.dtype)
    size = context.get_constant(types.intp, context.get_abi_sizeof(item))
    strides = [size] if kind.ndim == 1 else [builder.mul(size, lengths[1]), size]
    array = context.make_array(kind)(context, builder)
    data = builder.inttoptr(_word(context, builder, words, first), item.as_pointer())
    populate_array(array, data, cgutils.pack_array(builder, lengths), cgutils.pack_array(builder, strides), size, None)
    return array._getvalue()


def _word(context: Any, builder: Any, words: Any, place: int) -> Any:
    """Load a word of the header; it never changes while compiled code runs, so it need not be read twice."""
    word = builder.load(builder.gep(words, [context.get_constant(types.intp, place)]))
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word


def view_maker(kind: str, fields: Mapping[str, Field]) -> Any:
    """Return the function that turns a header into a view; fields in the order of the header."""
    if PLAIN:
        return lambda tables: tables
    view_type = ViewType(kind)
    kinds = {name: types.Array(from_dtype(np.dtype(of)), size, "C") if size else types.int64
             for name, (size, of) in fields.items()}  # fmt: skip
    FIELDS[kind] = tuple(fields), kinds

    @intrinsic
    def viewed(typingctx: Any, header: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            array = context.make_array(signature.args[0])(context, builder, args[0])
            return builder.bitcast(array.data, cgutils.voidptr_t)

        return view_type(header), generate

    return viewed


def header_of(values: Any, fields: Mapping[str, Field]) -> np.ndarray:
    """Return the header of a NamedTuple of tables and whole numbers. Raises TypeError where one does not fit."""
    header = np.zeros(len(fields) * WORDS, np.int64)
    for number, (name, (dimensions, dtype)) in enumerate(fields.items()):
        value, place = getattr(values, name), number * WORDS
        if dimensions == 0:
            header[place] = value
            continue
        if value.ndim != dimensions or value.dtype != np.dtype(dtype) or not value.flags.c_contiguous:
            raise TypeError(f"{name} is {value.dtype} {value.shape}, not {dimensions} x {np.dtype(dtype)}")
        header[place], header[place + 1 : place + 1 + dimensions] = value.ctypes.data, value.shape
    return header


__all__ = ["header_of", "view_maker"]
