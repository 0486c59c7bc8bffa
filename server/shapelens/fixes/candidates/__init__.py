"""Which candidates are tried for which finding, in the order in which they are offered if nothing else tells them apart."""

from __future__ import annotations

from .arguments import ARGUMENTS, another_size, applications, batch_in_target, own_layer, state_size
from .calls import CALLS, FUNCTIONS, as_list
from .counts import INPUTS, OUTPUTS, SAMPLES, of_another_kind
from .data import DATA, declare_as_made, resize_before
from .labels import HEAD, activation, by_place, reduce_head, units
from .merges import MERGES
from .names import answer_more, key_of_an_output, leave_the_rest, metrics_for_each, swapped
from .operands import OPERANDS
from .ranks import RANKS, series_axis
from .sizes import NOTHING_LEFT, RESHAPE, UNDEFINED
from .support import Generator
from .unbound import (
    always_there,
    another_name,
    call_the_function,
    compile_with_metrics,
    in_a_list,
    own_input,
)
from .uncalled import call_it
from .yielded import (
    YIELDED,
    a_tuple,
    another_argument,
    as_metrics,
    as_yielded,
    nested_names,
    padded,
    return_it,
    rows,
    without_class_weight,
)

CANDIDATES: dict[str, tuple[Generator, ...]] = {
    "input-rank": (call_it, as_list, batch_in_target, *RANKS, *DATA),
    "input-axis": (series_axis, state_size, own_layer, declare_as_made, resize_before, *DATA, another_size),
    "data-shape": DATA,
    "declared-size": DATA,
    "data-type": (*YIELDED, of_another_kind, call_the_function),
    "unpacked-values": (compile_with_metrics, another_argument, nested_names, answer_more, leave_the_rest),
    "unconnected-output": (return_it, swapped, call_it, own_input),
    "undefined-dimension": UNDEFINED,
    "non-positive-size": (series_axis, *NOTHING_LEFT),
    "merge-shapes": (as_list, *MERGES),
    "operand-shapes": (as_yielded, a_tuple, padded, *OPERANDS),
    "reshape-size": RESHAPE,
    "reshape-batch": RESHAPE,
    "keras-tensor-in-tf": FUNCTIONS,
    "library-raises": (applications, always_there),
    "invalid-argument": (
        as_metrics,
        return_it,
        without_class_weight,
        *ARGUMENTS,
        call_it,
        own_layer,
        in_a_list,
        another_name,
    ),
    "unknown-argument": (*CALLS, *ARGUMENTS, call_it),
    "input-count": INPUTS,
    "output-count": (key_of_an_output, metrics_for_each, *OUTPUTS),
    "sample-count": SAMPLES,
    "labels-shape": (by_place,),
    "silent-broadcast": (by_place,),
    "metric-shape": (by_place,),
    "class-count": (rows, units),
    "single-unit-softmax": (activation,),
    "dense-on-sequence": (reduce_head,),
}


def kinds() -> dict[Generator, list[str]]:
    """Every kind of fix, each with the rules whose findings it is tried for."""
    found: dict[Generator, list[str]] = {}
    for code, generators in CANDIDATES.items():
        for generator in generators:
            for kind in HEAD if generator is by_place else (generator,):
                found.setdefault(kind, []).append(code)
    return found


__all__ = ["CANDIDATES", "kinds"]
