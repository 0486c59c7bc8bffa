"""TensorFlow's dtypes, classes and objects: tapes, tensor arrays, strategies, and what is inert."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import attribute, define, function, library_class, method
from ...shapes import UNKNOWN, Dim, Shape
from ...shapes.shape import join
from ...values import Instance, Object, Tensor, Value
from ..arrays import convert, dtypes
from ..arrays.control import leaves_of, mapped
from ..arrays.dtypes import DType, dtype_name
from ..arrays.inert import inert, silent, source
from ..arrays.op import unknowns

for _name in (*dtypes.NAMES - {"object"}, "double", "half"):
    define(f"tensorflow.{_name}", DType(dtypes.named(_name) or _name))
    define(f"tensorflow.dtypes.{_name}", DType(dtypes.named(_name) or _name))
define("tensorflow.newaxis", None)
define("tensorflow.__version__", "2.21.0")
define("tensorflow.version.VERSION", "2.21.0")


@function("tensorflow.as_dtype", "tensorflow.dtypes.as_dtype")
def as_dtype(ctx: Context, value: Value) -> Value:
    """A dtype by any name."""
    name = dtype_name(value)
    return ctx.unknown("a dtype") if name is None else DType(name)


@library_class("tensorflow.Tensor")
class TensorClass:
    """What `isinstance(x, tf.Tensor)` asks for."""


@library_class("tensorflow.RaggedTensor")
class RaggedTensor:
    """Rows of different lengths: not followed."""


@library_class("tensorflow.Module")
class Module:
    """`tf.Module`: a class that keeps variables."""

    def __init__(ctx: Context, self: Instance, name: Value = None) -> None:
        """Takes a name."""


# gradients
class Tape(Object):
    """`tf.GradientTape`."""

    __slots__ = ()


@function("tensorflow.GradientTape", "tensorflow.autodiff.ForwardAccumulator")
def tape(ctx: Context, *_: Value, **__: Value) -> Value:
    """A context manager that differentiates."""
    return Tape()


@method(Tape, "__enter__")
def enter(ctx: Context, self: Tape) -> Value:
    return self


@method(Tape, "__exit__", "watch", "reset")
def leave(ctx: Context, self: Tape, *_: Value) -> Value:
    return None


@method(Tape, "stop_recording")
def stop_recording(ctx: Context, self: Tape) -> Value:
    """A context manager."""
    return self


@method(Tape, "gradient")
def gradient(ctx: Context, self: Tape, target: Value, sources: Value, *_: Value, **__: Value) -> Value:
    """For each source a tensor of its shape."""

    def like(tensor: Tensor) -> Value:
        return Tensor(tensor.shape, dtype=tensor.dtype, span=ctx.span)

    return mapped(ctx, sources, like) if leaves_of(ctx, sources) else ctx.unknown("gradients")


@method(Tape, "jacobian")
def jacobian(ctx: Context, self: Tape, target: Value, sources: Value, *_: Value, **__: Value) -> Value:
    """For each source the target's shape and its own."""
    lead = convert.tensor_of(ctx, target).shape

    def matrix(tensor: Tensor) -> Value:
        if lead.dims is None or tensor.shape.dims is None:
            return Tensor(Shape.unknown(), dtype=tensor.dtype, span=ctx.span)
        return Tensor(Shape(*lead.dims, *tensor.shape.dims), dtype=tensor.dtype, span=ctx.span)

    return mapped(ctx, sources, matrix) if leaves_of(ctx, sources) else ctx.unknown("a jacobian")


@method(Tape, "batch_jacobian")
def batch_jacobian(ctx: Context, self: Tape, target: Value, source: Value, *_: Value, **__: Value) -> Value:
    """The batch axis once."""
    a, b = convert.tensor_of(ctx, target).shape, convert.tensor_of(ctx, source).shape
    if a.dims is None or b.dims is None:
        return Tensor(Shape.unknown(), span=ctx.span)
    return Tensor(Shape(*a.dims, *b.dims[1:]), span=ctx.span)


# tensor arrays
class TensorArray(Object):
    """`tf.TensorArray`: tensors of one shape, as many as `size`. Each write answers another."""

    __slots__ = ("dtype", "element", "size")

    def __init__(self, size: Dim, element: Shape | None, dtype: str | None) -> None:
        self.size = size
        self.element = element
        self.dtype = dtype


@function("tensorflow.TensorArray")
def tensor_array(
    ctx: Context,
    dtype: Value,
    size: Value = None,
    dynamic_size: Value = None,
    *_: Value,
    element_shape: Value = None,
    **__: Value,
) -> Value:
    """An empty one."""
    count = UNKNOWN if size is None or dynamic_size is True else convert.dim_of(size)
    return TensorArray(
        count, None if element_shape is None else convert.shape_of(ctx, element_shape), dtype_name(dtype)
    )


@method(TensorArray, "write")
def write(ctx: Context, self: TensorArray, index: Value, value: Value, *_: Value, **__: Value) -> Value:
    """With one more element."""
    shape = convert.tensor_of(ctx, value).shape
    return TensorArray(self.size, shape if self.element is None else join(self.element, shape), self.dtype)


@method(TensorArray, "unstack", "scatter", "split")
def unstack(ctx: Context, self: TensorArray, *values: Value, **__: Value) -> Value:
    """With the rows of a tensor."""
    whole = convert.tensor_of(ctx, values[-1] if values else None).shape
    if not whole.known:
        return TensorArray(self.size, None, self.dtype)
    return TensorArray(whole[0], Shape(*whole.known[1:]), self.dtype)


@method(TensorArray, "read")
def read(ctx: Context, self: TensorArray, *_: Value, **__: Value) -> Value:
    """One element."""
    return Tensor(self.element or Shape.unknown(), dtype=self.dtype, span=ctx.span)


@method(TensorArray, "stack", "gather")
def stack(ctx: Context, self: TensorArray, *_: Value, **__: Value) -> Value:
    """All of them along a new first axis."""
    if self.element is None or self.element.dims is None:
        return Tensor(Shape.unknown(), dtype=self.dtype, span=ctx.span)
    return Tensor(Shape(self.size, *self.element.dims), dtype=self.dtype, span=ctx.span)


@method(TensorArray, "concat")
def concat(ctx: Context, self: TensorArray, *_: Value, **__: Value) -> Value:
    """All of them along their first axis."""
    if self.element is None or not self.element.known:
        return Tensor(Shape.unknown(), dtype=self.dtype, span=ctx.span)
    return Tensor(self.element.replace(0, UNKNOWN), dtype=self.dtype, span=ctx.span)


@method(TensorArray, "size")
def size(ctx: Context, self: TensorArray, *_: Value) -> Value:
    """The number of elements, as a tensor."""
    return Tensor(Shape(), dtype="int32", data=self.size)


@attribute(TensorArray, "element_shape", "flow", "handle", "dynamic_size")
def of_array(ctx: Context, self: TensorArray) -> Value:
    return ctx.unknown("a property of a tensor array")


# what is inert
inert(
    "tensorflow",
    "device name_scope control_dependencies init_scope Graph CriticalSection variable_creator_scope DeviceSpec",
)
inert("tensorflow.distribute", "MirroredStrategy MultiWorkerMirroredStrategy OneDeviceStrategy ParameterServerStrategy TPUStrategy "
      "Strategy get_strategy experimental.MultiWorkerMirroredStrategy experimental.CentralStorageStrategy "
      "experimental.ParameterServerStrategy experimental.TPUStrategy cluster_resolver.TPUClusterResolver "
      "cluster_resolver.TFConfigClusterResolver HierarchicalCopyAllReduce NcclAllReduce ReductionToOneDevice "
      "get_replica_context InputOptions RunOptions")  # fmt: skip
inert("tensorflow.summary", "create_file_writer create_noop_writer record_if")
inert("tensorflow.train", "Checkpoint CheckpointManager CheckpointOptions Example Feature Features BytesList FloatList Int64List "
      "ExponentialMovingAverage Coordinator SequenceExample FeatureList FeatureLists ClusterSpec")  # fmt: skip
inert("tensorflow.profiler.experimental", "Profile Trace")
source("tensorflow.random.Generator", "tensorflow.random.Generator.from_seed", "tensorflow.random.Generator.from_non_deterministic_state",
       "tensorflow.random.get_global_generator", "tensorflow.random.Generator")  # fmt: skip

silent("tensorflow", "print Assert assert_equal assert_greater assert_less assert_rank group no_op no_gradient")
silent("tensorflow.debugging", "Assert assert_all_finite assert_equal assert_greater assert_greater_equal assert_integer assert_less "
       "assert_less_equal assert_near assert_negative assert_non_negative assert_non_positive assert_none_equal assert_positive "
       "assert_proper_iterable assert_rank assert_rank_at_least assert_rank_in assert_same_float_dtype assert_scalar assert_shapes "
       "assert_type enable_check_numerics disable_check_numerics set_log_device_placement enable_traceback_filtering "
       "disable_traceback_filtering experimental.enable_dump_debug_info")  # fmt: skip
silent("tensorflow.config", "run_functions_eagerly experimental_run_functions_eagerly set_visible_devices set_soft_device_placement "
       "experimental_connect_to_cluster experimental_connect_to_host set_logical_device_configuration optimizer.set_jit "
       "optimizer.set_experimental_options threading.set_inter_op_parallelism_threads threading.set_intra_op_parallelism_threads "
       "experimental.set_memory_growth experimental.enable_op_determinism experimental.enable_tensor_float_32_execution "
       "experimental.set_virtual_device_configuration experimental.reset_memory_stats experimental.set_synchronous_execution")  # fmt: skip
silent("tensorflow.summary", "scalar image histogram text audio write graph trace_on trace_off trace_export flush")
silent("tensorflow.autograph", "set_verbosity trace")
silent("tensorflow.tpu.experimental", "initialize_tpu_system shutdown_tpu_system")
silent("tensorflow.saved_model", "save")
silent("tensorflow", "enable_eager_execution disable_eager_execution enable_v2_behavior disable_v2_behavior set_random_seed "
       "logging.set_verbosity logging.info logging.warning logging.error logging.debug")  # fmt: skip
silent("tensorflow.random", "set_global_generator")

unknowns("tensorflow.config", "list_physical_devices list_logical_devices get_visible_devices get_logical_device_configuration "
         "functions_run_eagerly LogicalDeviceConfiguration experimental.list_physical_devices experimental.get_memory_info "
         "experimental.VirtualDeviceConfiguration experimental.get_device_details get_soft_device_placement",
         "it depends on the machine")  # fmt: skip
unknowns("tensorflow.test", "is_gpu_available is_built_with_cuda gpu_device_name is_built_with_gpu_support is_built_with_xla",
         "it depends on the machine")  # fmt: skip
unknowns(
    "tensorflow.distribute",
    "has_strategy in_cross_replica_context experimental_set_strategy",
    "it depends on the machine",
)
unknowns("tensorflow.train", "latest_checkpoint list_variables load_checkpoint load_variable get_checkpoint_state",
         "it comes from a file")  # fmt: skip
unknowns("tensorflow.saved_model", "load contains_saved_model LoadOptions SaveOptions", "it comes from a file")
