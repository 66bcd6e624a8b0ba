"""Four numbers added to a row in one step: the survey adds many, and numba by itself adds them one after the other."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from govsim.engine.compiled import PLAIN

FOUR = 4


def _one_by_one(table: Any, row: int, first: int, numbers: Any) -> None:
    for k in range(FOUR):
        table[row, first + k] += numbers[k]


@intrinsic
def _together(typingctx: Any, table: Any, row: Any, first: Any, numbers: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, args[0])
        columns = cgutils.unpack_tuple(builder, array.shape, 2)[1]
        four, number = ir.VectorType(ir.DoubleType(), FOUR), ir.IntType(32)
        place = builder.gep(array.data, [builder.add(builder.mul(args[1], columns), args[2])])
        place = builder.bitcast(place, four.as_pointer())
        added = ir.Constant(four, ir.Undefined)
        for k in range(FOUR):
            added = builder.insert_element(added, builder.extract_value(args[3], k), number(k))
        builder.store(builder.fadd(builder.load(place, align=8), added), place, align=8)
        return context.get_dummy_value()

    return types.void(table, types.int64, types.int64, types.UniTuple(types.float64, FOUR)), generate


add_four = _one_by_one if PLAIN else _together
"""add_four(table, row, first, numbers): add four doubles to the columns of a row from `first` on."""
