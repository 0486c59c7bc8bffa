"""Control flow over tensors: the functions given are called once, on tensors of the shapes they would meet."""

from __future__ import annotations

from ...interpreter import Context
from ...shapes import UNKNOWN, Dim, Shape, Undetermined
from ...shapes.shape import join
from ...values import DictValue, ListValue, Native, Tensor, Value
from . import convert
from .indexing import subscript
from .op import Op, family


def mapped(ctx: Context, value: Value, change: object) -> Value:
    """The same nested structure with each tensor exchanged by the function `change`."""
    assert callable(change)
    if isinstance(value, Tensor):
        result: Value = change(value)
        return result
    if isinstance(value, tuple):
        return tuple(mapped(ctx, item, change) for item in value)
    if isinstance(value, ListValue):
        items = value.items(ctx.heap)
        if items is None:
            return ctx.list(None, mapped(ctx, value.element, change))
        return ctx.list([mapped(ctx, item, change) for item in items])
    if isinstance(value, DictValue):
        return ctx.dict(
            {key: mapped(ctx, ctx.heap.get(value, key), change) for key in ctx.heap.names(value)}, value.is_open
        )
    return value


def leaves_of(ctx: Context, value: Value) -> list[Tensor]:
    """The tensors of a nested structure."""
    found: list[Tensor] = []

    def note(tensor: Tensor) -> Tensor:
        found.append(tensor)
        return tensor

    mapped(ctx, value, note)
    return found


def structure(op: Op, value: Value) -> Value:
    """A list of numbers is a tensor; nested tuples, lists and dicts of tensors stay what they are."""
    if leaves_of(op.ctx, value) or isinstance(value, DictValue):
        return value
    return op.tensor(value)


def _row(op: Op, value: Value) -> Value:
    """What one entry along the first axis is like."""
    return mapped(
        op.ctx,
        value,
        lambda tensor: subscript(op, tensor, 0) if tensor.shape.known else Tensor(Shape.unknown(), tensor.kind),
    )


def _length(op: Op, value: Value) -> Dim:
    """The size of the first axis."""
    return next((tensor.shape[0] for tensor in leaves_of(op.ctx, value)), UNKNOWN)


def _column(op: Op, value: Value, length: Dim) -> Value:
    """Results of every step, along a new first axis."""

    def stacked(tensor: Tensor) -> Value:
        shape = tensor.shape if tensor.shape.dims is None else Shape(length, *tensor.shape.dims)
        return op.result([tensor], shape, tensor.dtype)

    plain = value if leaves_of(op.ctx, value) or value is None else op.tensor(value)
    return mapped(op.ctx, plain, stacked)


def each(op: Op, function: Value, elements: Value) -> Value:
    """`map`, `vectorized_map`, `tf.map_fn`: the function of each row, stacked."""
    whole = structure(op, elements)
    return _column(op, op.ctx.call(function, (_row(op, whole),)), _length(op, whole))


def tf_each(op: Op, function: Value, elements: Value, fn_output_signature: Value = None) -> Value:
    """As `each`."""
    return each(op, function, elements)


def keras_scan(op: Op, function: Value, init: Value, xs: Value = None, length: Value = None) -> Value:
    """`(carry, ys)`: the function of the carry and each row answers both."""
    whole = None if xs is None else structure(op, xs)
    steps = _length(op, whole) if whole is not None else convert.dim_of(length)
    answer = op.ctx.call(function, (init, None if whole is None else _row(op, whole)))
    if not isinstance(answer, tuple) or len(answer) != 2:
        raise Undetermined("what the scanned function answers")
    carry, row = answer
    return (carry, _column(op, row, steps))


def tf_scan(op: Op, function: Value, elements: Value, initializer: Value = None) -> Value:
    """The accumulated values of every step."""
    whole = structure(op, elements)
    start = _row(op, whole) if initializer is None else initializer
    answer = op.ctx.call(function, (start, _row(op, whole)))
    return _column(op, answer, _length(op, whole))


def associative(op: Op, function: Value, elements: Value) -> Value:
    """A scan that keeps the shapes of its elements."""
    return structure(op, elements)


def fold_rows(op: Op, function: Value, elements: Value, initializer: Value = None) -> Value:
    """`tf.foldl`: the accumulator after the last row."""
    whole = structure(op, elements)
    start = _row(op, whole) if initializer is None else initializer
    return op.ctx.call(function, (start, _row(op, whole)))


def while_loop(op: Op, cond: Value, body: Value, loop_vars: Value) -> Value:
    """The variables after any number of steps: a size that a step changes is not known."""
    items = convert.sequence_of(op.ctx, loop_vars)
    arguments = (loop_vars,) if items is None else items
    after = op.ctx.call(body, arguments)
    results = convert.sequence_of(op.ctx, after) if items is not None else (after,)
    if results is None or len(results) != len(arguments):
        results = arguments
    merged = tuple(_stable(op, old, new) for old, new in zip(arguments, results))
    if items is None:
        return merged[0]
    return merged if isinstance(loop_vars, tuple) else op.ctx.list(merged)


def _stable(op: Op, old: Value, new: Value) -> Value:
    if isinstance(old, (int, float)) or (isinstance(old, Tensor) and old.shape.rank == 0):
        tensor = op.tensor(old)
        return op.result([tensor], Shape(), op.native(tensor.dtype), UNKNOWN if tensor.dtype == "int64" else None)
    if isinstance(old, Tensor) and isinstance(new, Tensor):
        return op.result([old], join(old.shape, new.shape), old.dtype)
    return old


def fori_loop(op: Op, lower: Value, upper: Value, body: Value, init: Value) -> Value:
    """The value after the last step, of the shape that every step keeps."""
    answer = op.ctx.call(body, (Tensor(Shape(), dtype="int32", data=UNKNOWN), init))
    return _stable(op, init, answer) if isinstance(init, Tensor) else init


def cond(op: Op, pred: Value, true_fn: Value = None, false_fn: Value = None) -> Value:
    """What either branch answers; what they agree on where the predicate is not known."""
    verdict = pred if isinstance(pred, bool) else None
    if verdict is not None:
        return op.ctx.call(true_fn if verdict else false_fn)
    return op.ctx.join(op.ctx.call(true_fn), op.ctx.call(false_fn))


def switch(op: Op, index: Value, branches: Value, operands: Value = ()) -> Value:
    """What any of the branches answers."""
    functions = convert.sequence_of(op.ctx, branches)
    arguments = operands if isinstance(operands, tuple) else ()
    if not functions:
        raise Undetermined("the branches")
    if isinstance(index, int) and 0 <= index < len(functions):
        return op.ctx.call(functions[index], arguments)
    result = op.ctx.call(functions[0], arguments)
    for function in functions[1:]:
        result = op.ctx.join(result, op.ctx.call(function, arguments))
    return result


def itself(op: Op, function: Value = None) -> Value:
    """A decorator, with or without arguments, that changes no shape."""
    if function is None:
        return Native(op.name, lambda ctx, decorated: decorated)
    return function


def custom_gradient(op: Op, function: Value) -> Value:
    """The function answers `(result, gradient)`; only the result is seen."""

    def call(ctx: Context, *arguments: Value, **keywords: Value) -> Value:
        answer = ctx.call(function, arguments, keywords)
        return answer[0] if isinstance(answer, tuple) and answer else answer

    return Native(op.name, call)


def vectorize(op: Op, function: Value, signature: Value = None) -> Value:
    """A function of arrays from a function of elements: what the arguments broadcast to."""
    if signature is not None:
        return op.ctx.unknown("a vectorized function with a signature")
    from .elementwise import several

    def call(ctx: Context, *arguments: Value) -> Value:
        return several(Op(ctx, op.name), tuple(Op(ctx, op.name).tensor(argument) for argument in arguments))

    return Native(op.name, call)


def along(op: Op, function: Value, axis: Value, x: Value) -> Value:
    """`np.apply_along_axis`: each row along `axis` is replaced by what the function makes of it."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        return op.unknown([tensor])
    where = op.one_axis(axis, len(tensor.shape))
    row = op.tensor(op.ctx.call(function, (op.result([tensor], Shape(tensor.shape[where]), tensor.dtype),)))
    if row.shape.dims is None:
        return op.unknown([tensor])
    dims = tensor.shape.dims
    return op.result([tensor], Shape(*dims[:where], *row.shape.dims, *dims[where + 1 :]), row.dtype)


_FN = "_dtype _parallel_iterations _back_prop _swap_memory _infer_shape _name"
family(each, "f>function xs>elements", "keras.ops", "map")
family(each, "function elements", "keras.ops", "vectorized_map")
family(keras_scan, "f>function init xs length _reverse _unroll", "keras.ops", "scan")
family(associative, "f>function elems>elements _reverse _axis", "keras.ops", "associative_scan")
family(while_loop, "cond body loop_vars _maximum_iterations", "keras.ops", "while_loop")
family(fori_loop, "lower upper body_fun>body init_val>init", "keras.ops", "fori_loop")
family(cond, "pred true_fn false_fn", "keras.ops", "cond")
family(switch, "index branches *operands", "keras.ops", "switch")
family(custom_gradient, "f>function", "keras.ops", "custom_gradient")
family(vectorize, "pyfunc>function * _excluded signature", "keras.ops", "vectorize")

family(vectorize, "pyfunc>function _otypes _doc _excluded _cache signature", "numpy", "vectorize")
family(along, "func1d>function axis arr>x", "numpy", "apply_along_axis")

family(tf_each, f"fn>function elems>elements {_FN} fn_output_signature", "tensorflow", "map_fn")
family(tf_each, "fn>function elems>elements _fallback_to_while_loop _warn", "tensorflow", "vectorized_map")
family(tf_scan, "fn>function elems>elements initializer _parallel_iterations _back_prop _swap_memory _infer_shape _reverse _name",
       "tensorflow", "scan")  # fmt: skip
family(fold_rows, "fn>function elems>elements initializer _parallel_iterations _back_prop _swap_memory _name", "tensorflow",
       "foldl foldr")  # fmt: skip
family(while_loop, "cond body loop_vars _shape_invariants _parallel_iterations _back_prop _swap_memory _maximum_iterations _name",
       "tensorflow", "while_loop")  # fmt: skip
family(cond, "pred true_fn false_fn _name", "tensorflow", "cond")
family(switch, "branch_index>index branch_fns>branches _default _name", "tensorflow", "switch_case")
family(custom_gradient, "f>function", "tensorflow", "custom_gradient")
family(itself, "f>function", "tensorflow", "recompute_grad")
family(itself, "func>function _input_signature _autograph _jit_compile _reduce_retracing _experimental_implements "
       "_experimental_autograph_options _experimental_attributes _experimental_relax_shapes _experimental_compile "
       "_experimental_follow_type_hints", "tensorflow", "function")  # fmt: skip
family(itself, "func>function", "tensorflow.autograph.experimental", "do_not_convert")
