"""The methods of `keras.Model` that train and apply it. Source: keras.src.backend.tensorflow.trainer.

Each reads its data into a batch, compares it with the model's inputs, calls the model, and compares the labels with what comes out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ....findings import Related
from ....interpreter import Context
from ....interpreter.registry import lookup
from ....shapes import UNKNOWN, Dim, Shape
from ....values import (
    BoundMethod,
    Function,
    Instance,
    Kind,
    Native,
    Span,
    Tensor,
    Unknown,
    Value,
)
from ...arrays.predictions import PREDICTION
from ...structures import map_structure
from ...tensorflow.data import Dataset
from ..callbacks import run_callbacks
from ..calling import call_layer
from ..functional import is_functional, is_sequential, model_inputs, model_outputs
from ..saving import write_checkpoints
from . import arguments as signatures
from .arguments import Arguments
from .compiled import FIELD, Compiled, compiled_of
from .data import Batch, differing_counts, packed, read, split
from .fixed import check_stateful, fixed_batch
from .head import check_head
from .indices import check_indices
from .inputs import check_declared_sizes, check_inputs, differs, tell_of_layers
from .kinds import has_plain
from .real import is_large, is_model_refused, is_refused, sized
from .results import KEEPS, results_of
from .targets import ACCEPTED, check_targets
from .tracing import STEPS, forget_traces, inputs_keep_rank, is_traced, labels_keep_rank, set_traced
from .weighting import check_loss_weights, weights_fit, weights_of_samples
from .yielded import is_generator

SAMPLE_COUNT = "sample-count"
Positional = tuple[Value, ...]
Keywords = dict[str, Value]


def compile_model(ctx: Context, model: Instance, arguments: Positional, keywords: Keywords) -> Value:
    """`Model.compile`: keeps what it is given, and looks at the model's head."""
    given = Arguments(ctx, signatures.COMPILE, arguments, keywords)
    for name in ("metrics", "weighted_metrics"):
        if isinstance(given[name], str):
            told = f"`{name}` must be a list, a tuple or a dict: `[{given[name]!r}]`"
            ctx.report("invalid-argument", told, span=given.span(name), argument=name, value=given[name])
    check_loss_weights(ctx, model, given)
    loss_span = given.span("loss") if given["loss"] is not None else None
    metrics_span = given.span("metrics") if given["metrics"] is not None else None
    state = Compiled(given["loss"], given["metrics"], given["weighted_metrics"], loss_span, metrics_span, ctx.span)
    keeps = given["metrics"] is None and compiled_of(ctx, model) is not None
    ctx.heap.set(model, KEEPS, keeps)
    ctx.heap.set(model, FIELD, state)
    forget_traces(ctx, model)
    ctx.heap.set(model, ACCEPTED, False)
    ctx.heap.set(model, "optimizer", _optimizer(ctx, given["optimizer"]))
    check_head(ctx, model)
    return None


def _optimizer(ctx: Context, given: Value) -> Value:
    """`model.optimizer`: the object, also where a name was given."""
    return ctx.call(lookup("keras.optimizers.Optimizer")) if given is None or isinstance(given, str) else given


def fit_model(ctx: Context, model: Instance, arguments: Positional, keywords: Keywords) -> Value:
    """`Model.fit`: trains on the data, then evaluates on the validation data. Answers a History."""
    given = Arguments(ctx, signatures.FIT, arguments, keywords)
    if has_plain(ctx, given) or not weights_fit(ctx, given):
        return ctx.unknown("the history of a training")
    batch_size = given.size("batch_size", 32)
    x = _features(ctx, model, given)
    batch = read(ctx, x, given["y"], weights_of_samples(ctx, given), batch_size, span=given.span("x"))
    is_fine = True
    is_split = isinstance(given["validation_split"], (int, float)) and bool(given["validation_split"])
    is_split = is_split and given["validation_data"] is None
    if batch is not None and _counts_agree(ctx, batch, given, is_split=is_split):
        check_indices(ctx, model, given["x"], given.span("x"))
        batch = split(batch, given["validation_split"], batch_size)
        if given["steps_per_epoch"] is not None:
            batch = replace(batch, whole_y=None)  # not all labels need be seen
        is_fine = _run(
            ctx, model, batch, given.span("x"), given.span("y" if given["y"] is not None else "x"), "train_step"
        )
        if is_fine and is_split and batch.is_array and _own_method(ctx, model, "train_step") is not None:
            is_fine = _run(ctx, model, batch, given.span("x"), given.span("x"), "test_step")
    else:
        set_traced(ctx, model, "train_step")
    if is_fine:
        _validate(ctx, model, given, batch_size)
        run_callbacks(ctx, model, given["callbacks"])
    if given["callbacks"] is not None:
        write_checkpoints(ctx, given["callbacks"], model)
    return ctx.unknown("the history of a training")


def _features(ctx: Context, model: Instance, given: Arguments) -> Value:
    """`x`; where nothing is known of it but the labels beside it are, features such as the model takes. So are an array's of
    unknown shape."""
    x, y = given["x"], given["y"]
    declared = model_inputs(ctx, model)
    is_array = isinstance(x, Tensor) and x.shape.is_unknown and isinstance(declared, Tensor)
    is_beside = isinstance(x, Unknown) and y is not None and not isinstance(y, Unknown)
    if declared is None or not (is_array or is_beside):
        return x
    is_open = is_sequential(model) or any(is_traced(ctx, model, step) for step in STEPS)

    def any_like(leaf: Tensor) -> Value:
        dims = leaf.shape.dims
        if dims is None:
            return leaf.with_shape(Shape.unknown(), kind=Kind.ARRAY)
        inner = tuple(UNKNOWN for _ in dims[1:-1]) if is_open else dims[1:-1]
        return leaf.with_shape(Shape(UNKNOWN, *inner, *dims[1:][-1:]), kind=Kind.ARRAY)

    return _mapped(ctx, declared, any_like)


def _validate(ctx: Context, model: Instance, given: Arguments, batch_size: int | None) -> None:
    data = given["validation_data"]
    if data is None:
        return
    if isinstance(data, Unknown):
        set_traced(ctx, model, "test_step")
        return
    span = given.span("validation_data")
    size = given.size("validation_batch_size", batch_size or 32) if batch_size is not None else None
    if isinstance(data, Dataset):
        batch = read(ctx, data, span=span)
    else:
        parts = None if is_generator(ctx, data) else _three(ctx, data)
        if parts is None:
            batch = read(ctx, data, span=span)
        else:
            batch = read(ctx, *parts, size)
    if batch is None:
        set_traced(ctx, model, "test_step")
    elif _counts_agree(ctx, batch, None, span):
        _run(ctx, model, batch, span, span, "test_step")


def _three(ctx: Context, data: Value) -> tuple[Value, Value, Value] | None:
    """(x, y, sample_weight) of `validation_data=(x, y)`, as a tuple or list."""
    from ...structures import children

    parts = children(ctx, data) if not isinstance(data, Instance) else None
    if parts is None or not 1 <= len(parts) <= 3 or set(parts) != set(range(len(parts))):
        return None
    values = list(parts.values())
    if isinstance(values[0], tuple) and len(values) == 1:
        return None
    x, y, weight = (*values, None, None)[:3]
    return x, y, weight


def evaluate_model(ctx: Context, model: Instance, arguments: Positional, keywords: Keywords) -> Value:
    """`Model.evaluate`."""
    given = Arguments(ctx, signatures.EVALUATE, arguments, keywords)
    if has_plain(ctx, given):
        return ctx.unknown("the results of an evaluation")
    x = _features(ctx, model, given)
    batch = read(ctx, x, given["y"], given["sample_weight"], given.size("batch_size", 32), span=given.span("x"))
    if batch is None:
        set_traced(ctx, model, "test_step")
    elif _counts_agree(ctx, batch, given):
        _run(ctx, model, batch, given.span("x"), given.span("y" if given["y"] is not None else "x"), "test_step")
    return results_of(ctx, model) if given["return_dict"] is None else ctx.unknown("the results of an evaluation")


def predict_model(ctx: Context, model: Instance, arguments: Positional, keywords: Keywords) -> Value:
    """`Model.predict`: the outputs for all samples, as arrays."""
    given = Arguments(ctx, signatures.PREDICT, arguments, keywords)
    if has_plain(ctx, given):
        return _declared_outputs(ctx, model)
    batch = read(ctx, _features(ctx, model, given), batch_size=given.size("batch_size", 32), span=given.span("x"))
    if batch is None:
        set_traced(ctx, model, "predict_step")
    if batch is None or not _counts_agree(ctx, batch, given):
        return _declared_outputs(ctx, model)
    outputs = _call(ctx, model, batch, given.span("x"), "predict_step")
    samples = batch.samples if batch.is_array else UNKNOWN
    return _arrays(ctx, outputs, samples)


def train_on_batch(ctx: Context, model: Instance, arguments: Positional, keywords: Keywords) -> Value:
    """`Model.train_on_batch`."""
    return _on_batch(ctx, model, Arguments(ctx, signatures.TRAIN_ON_BATCH, arguments, keywords), "train_step")


def test_on_batch(ctx: Context, model: Instance, arguments: Positional, keywords: Keywords) -> Value:
    """`Model.test_on_batch`."""
    return _on_batch(ctx, model, Arguments(ctx, signatures.TEST_ON_BATCH, arguments, keywords), "test_step")


def _on_batch(ctx: Context, model: Instance, given: Arguments, step: str) -> Value:
    batch = read(ctx, given["x"], given["y"], given["sample_weight"], is_whole=True)
    if batch is None:
        set_traced(ctx, model, step)
    else:
        _run(ctx, model, batch, given.span("x"), given.span("y" if given["y"] is not None else "x"), step)
    return ctx.unknown("the results of a batch")


def predict_on_batch(ctx: Context, model: Instance, arguments: Positional, keywords: Keywords) -> Value:
    """`Model.predict_on_batch`: the outputs for one batch, as arrays."""
    given = Arguments(ctx, signatures.PREDICT_ON_BATCH, arguments, keywords)
    batch = read(ctx, given["x"], is_whole=True)
    if batch is None:
        return _declared_outputs(ctx, model)
    return _arrays(ctx, _call(ctx, model, batch, given.span("x"), "predict_step"), batch.samples)


def compute_loss(ctx: Context, model: Instance, arguments: Positional, keywords: Keywords) -> Value:
    """`Model.compute_loss`, as a program's own `train_step` calls it: a scalar."""
    given = Arguments(ctx, signatures.COMPUTE_LOSS, arguments, keywords)
    compiled, y, y_pred = compiled_of(ctx, model), given["y"], given["y_pred"]
    if compiled is not None and y is not None and y_pred is not None:
        weight = given["sample_weight"]
        batch = Batch(given["x"], y, weight, y)
        check_targets(ctx, model, compiled, batch, y_pred, ctx.span)
    return Tensor(Shape(), Kind.TENSOR, "float32", ctx.span)


# -------------------------------------------------------------------- one step
def _run(ctx: Context, model: Instance, batch: Batch, x_span: Span | None, y_span: Span | None, step: str) -> bool:
    """Runs one step of training or evaluation. Whether nothing was found that stops it."""
    own_step = _own_method(ctx, model, step)
    if own_step is not None:
        given, found, spent = _traced(ctx, packed(batch)), ctx.found, ctx.spent
        ctx.call(own_step, (given,))
        if not batch.sizes or ctx.found != found or is_large(ctx, spent):
            return True
        size = batch.sizes[0]
        return not is_refused(ctx, size, lambda: ctx.call(own_step, (sized(ctx, given, size),)), x_span)
    outputs = _call(ctx, model, batch, x_span, step)
    if isinstance(outputs, Unknown):
        return False
    compiled = compiled_of(ctx, model)
    own_loss = _own_method(ctx, model, "compute_loss")
    if own_loss is not None and compiled is not None:
        _call_own_loss(ctx, own_loss, batch, outputs, step)
    if compiled is None or own_loss is not None:
        return True
    found = ctx.found
    if outputs is None and _needs_labels(compiled.loss):
        told = f"`{model.cls.short_name}.call` returns nothing, and the loss is computed of predictions"
        ctx.report("output-count", told, span=x_span, argument="x")
        return False
    if batch.y is None and _needs_labels(compiled.loss):
        _tell_of_no_labels(ctx, compiled, y_span)
        return False
    if batch.y is None or compiled.loss is None or labels_keep_rank(ctx, model, batch, step, y_span):
        check_targets(ctx, model, compiled, batch, outputs, y_span)
    return ctx.found == found


def _needs_labels(loss: Value) -> bool:
    """Whether a loss is certainly computed of labels, in which Keras takes no None. Source: keras.losses.Loss.__call__."""
    return isinstance(loss, (str, Native, Function)) or (
        isinstance(loss, Instance) and loss.cls.is_subclass("keras.losses.Loss")
    )


def _tell_of_no_labels(ctx: Context, compiled: Compiled, span: Span | None) -> None:
    chosen = compiled.loss_span
    ctx.report(
        "output-count",
        "the loss is computed of labels, and there are none",
        span=span,
        related=[Related("the loss is chosen here", chosen)] if chosen is not None else [],
        argument="y",
    )


def _call_own_loss(ctx: Context, own_loss: BoundMethod, batch: Batch, outputs: Value, step: str) -> None:
    """Calls the program's own `compute_loss` as a step does. Source: keras.src.trainers.trainer.Trainer._compute_loss."""
    given = (_traced(ctx, batch.x), _traced(ctx, batch.y), outputs, _traced(ctx, batch.weight))
    names = own_loss.function.node.args if isinstance(own_loss.function, Function) else None
    takes = names is not None and any(name.arg == "training" for name in (*names.args, *names.kwonlyargs))
    ctx.call(own_loss, given, {"training": step == "train_step"} if takes else {})


def _answer(ctx: Context, model: Instance, data: Value, step: str) -> Value:
    """What a model answers for a batch of data: a `call` of the program's gets `training` if it takes it."""
    return call_layer(ctx, model, (data,), {"training": step == "train_step"} if _is_own_call(ctx, model) else {})


def _call(ctx: Context, model: Instance, batch: Batch, span: Span | None, step: str) -> Value:
    """The model's outputs for a batch; Unknown where the data do not fit (reported)."""
    own_step = _own_method(ctx, model, step) if step == "predict_step" else None
    if own_step is not None:
        return ctx.call(own_step, (_traced(ctx, batch.x),))
    is_again = is_traced(ctx, model, step)
    if not check_inputs(ctx, model, batch.x, span, is_again):
        return Unknown("data that do not fit the model")
    set_traced(ctx, model, step)
    if (is_functional(ctx, model) or is_sequential(model)) and not inputs_keep_rank(ctx, model, batch, step, span):
        return Unknown("data of another rank than the step was traced for")
    if is_again and differs(ctx, model, batch.x):
        check_declared_sizes(ctx, model, batch.x, batch.actual_x, span)
        return Unknown("the outputs of a model for other sizes than it declares")
    data, spent = _traced(ctx, batch.x), ctx.spent
    if is_functional(ctx, model) and not _is_own_call(ctx, model):
        with ctx.captured() as findings, ctx.located(span):
            outputs = _answer(ctx, model, data, step)
        if findings:
            tell_of_layers(ctx, model, batch.x, findings, span)
            return Unknown("the outputs of a model that does not take the data")
    else:
        found = ctx.found
        outputs = _answer(ctx, model, data, step)
        if ctx.found != found:
            return Unknown("the outputs of a model that does not take the data")
    check_declared_sizes(ctx, model, batch.x, batch.actual_x, span)
    fixed = fixed_batch(ctx, model)
    if fixed is None:
        is_stopped = not is_large(ctx, spent) and is_model_refused(ctx, model, data, batch, outputs, span, step)
        return Unknown("the outputs of a model that does not take the batch") if is_stopped else outputs
    if not check_stateful(ctx, model, fixed, batch.sizes, span):
        return Unknown("batches that a stateful layer does not take")
    return _mapped(ctx, outputs, lambda leaf: _with_open_batch(leaf, fixed))


def _with_open_batch(leaf: Tensor, fixed: int) -> Tensor:
    """An output for batches of any size: a declared batch size is not enforced."""
    shape = leaf.shape.replace(0, None) if leaf.shape.rank and leaf.shape.batch == fixed else leaf.shape
    return Tensor(shape, leaf.kind, leaf.dtype, leaf.span, leaf.producer)


def _own_method(ctx: Context, model: Instance, name: str) -> BoundMethod | None:
    """The model's own `train_step` or the like, bound; None where it is Keras's."""
    found = model.cls.lookup(ctx.heap, name)
    if found is None or not isinstance(found[0], Function):
        return None
    return BoundMethod(found[0], model)


def _is_own_call(ctx: Context, model: Instance) -> bool:
    return _own_method(ctx, model, "call") is not None


def _traced(ctx: Context, data: Value) -> Value:
    """The batch as the traced step sees it: backend tensors."""
    return _mapped(ctx, data, lambda leaf: Tensor(leaf.shape, Kind.TENSOR, leaf.dtype, leaf.span, classes=leaf.classes))


def _mapped(ctx: Context, data: Value, change: Callable[[Tensor], Value]) -> Value:
    return map_structure(ctx, lambda leaf: change(leaf) if isinstance(leaf, Tensor) else leaf, data)


def _arrays(ctx: Context, outputs: Value, samples: Dim) -> Value:
    """Outputs as arrays of all samples."""

    def array(leaf: Tensor) -> Value:
        shape = leaf.shape
        if shape.rank:
            shape = Shape(samples if shape.batch is None else UNKNOWN, *shape.known[1:])
        return Tensor(shape, Kind.ARRAY, leaf.dtype, ctx.span, PREDICTION)

    return _mapped(ctx, outputs, array)


def _declared_outputs(ctx: Context, model: Instance) -> Value:
    """What is known of predictions for data that are not known: a functional model's outputs."""

    outputs = model_outputs(ctx, model)
    return ctx.unknown("predictions") if outputs is None else _arrays(ctx, outputs, UNKNOWN)


def _counts_agree(
    ctx: Context, batch: Batch, given: Arguments | None, span: Span | None = None, is_split: bool = False
) -> bool:
    """Whether all arrays hold equally many samples; reports where they do not.

    Source: keras.src.trainers.data_adapters.data_adapter_utils.check_data_cardinality.
    """
    found = differing_counts(batch, is_split)
    if found is None:
        return True
    (first, count), (second, other) = found
    sizes: dict[str, list[str]] = {}
    for name, size in batch.counts:
        sizes.setdefault(name, []).append(str(size))
    listed = ", ".join(f"{name}: {_short(values)}" for name, values in sizes.items())
    ctx.report(
        SAMPLE_COUNT,
        f"the arrays hold different numbers of samples ({listed})",
        span=span if given is None else given.span(second),
        expected=count,
        received=other,
        first=first,
        second=second,
        argument=second,
    )
    return False


def _short(values: list[str]) -> str:
    return ", ".join(values) if len(values) <= 6 else ", ".join([*values[:5], "..."])
