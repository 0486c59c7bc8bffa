"""`tf.io` and `tf.audio`: what comes out of files, and examples parsed by a declared set of features."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import function, method
from ...shapes import Dim, Shape
from ...values import DictValue, Object, Tensor, Unknown, Value
from ..arrays import convert
from ..arrays.dtypes import dtype_name
from ..arrays.images import unread
from ..arrays.inert import inert, silent
from ..arrays.op import Op, family, unknowns


class Feature(Object):
    """`tf.io.FixedLenFeature` and its kin: what an example holds under one key; no shape where it is sparse."""

    __slots__ = ("dtype", "shape")

    def __init__(self, shape: Shape | None, dtype: str | None) -> None:
        self.shape = shape
        self.dtype = dtype


@function("tensorflow.io.FixedLenFeature")
def fixed(ctx: Context, shape: Value, dtype: Value, default_value: Value = None) -> Value:
    """A tensor of the shape."""
    return Feature(convert.shape_of(ctx, shape), dtype_name(dtype))


@function("tensorflow.io.FixedLenSequenceFeature")
def sequence(ctx: Context, shape: Value, dtype: Value, *_: Value, **__: Value) -> Value:
    """Tensors of the shape, any number of them."""
    row = convert.shape_of(ctx, shape)
    return Feature(Shape.unknown() if row.dims is None else Shape(None, *row.dims), dtype_name(dtype))


@function("tensorflow.io.VarLenFeature", "tensorflow.io.RaggedFeature", "tensorflow.io.SparseFeature")
def sparse(ctx: Context, *arguments: Value, **_: Value) -> Value:
    """A sparse tensor, which is not followed."""
    return Feature(None, None)


@function("tensorflow.io.parse_single_example", "tensorflow.io.parse_example")
def parse_single(ctx: Context, serialized: Value, features: Value, *_: Value, **__: Value) -> Value:
    """A dict of what the features declare; for a batch of examples with a batch axis."""
    if not isinstance(features, DictValue):
        return ctx.unknown("the features of an example")
    lead = convert.tensor_of(ctx, serialized).shape.known
    parsed: dict[object, Value] = {}
    for key in ctx.heap.names(features):
        feature = ctx.heap.get(features, key)
        if not isinstance(feature, Feature) or feature.shape is None or feature.shape.dims is None:
            parsed[key] = ctx.unknown("a sparse feature")
        else:
            parsed[key] = Tensor(Shape(*lead, *feature.shape.dims), dtype=feature.dtype, span=ctx.span)
    return ctx.dict(parsed)


@method(Feature, "__getattr__")
def of_feature(ctx: Context, self: Feature, name: str) -> Value:
    if name == "shape" and self.shape is not None and self.shape.dims is not None:
        return self.shape.dims
    return ctx.unknown(f"the {name} of a feature")


def read(op: Op, filename: Value = None) -> Value:
    """The contents as one string. Under a name that Python knows they are there to be looked at; in a graph they are not."""
    is_graph = isinstance(filename, Tensor) and filename.data is None
    return op.result([], Shape(), "string", None if is_graph else Unknown("the contents of a file"))


def encoded(op: Op) -> Value:
    """One string."""
    return op.result([], Shape(), "string")


def decode_raw(op: Op, x: Value, dtype: Value = None) -> Value:
    """Bytes as numbers: one more axis of unknown size."""
    tensor = op.tensor(x)
    shape = Shape.unknown() if tensor.shape.dims is None else Shape(*tensor.shape.dims, None)
    return op.result([tensor], shape, op.dtype(dtype))


def decode_csv(op: Op, records: Value, defaults: Value) -> Value:
    """One tensor a column, of the records' shape."""
    tensor = op.tensor(records)
    columns = convert.sequence_of(op.ctx, defaults)
    if columns is None:
        return op.ctx.list(None, op.result([tensor], tensor.shape))
    return op.ctx.list([op.result([tensor], tensor.shape) for _ in columns])


def parse_tensor(op: Op, dtype: Value) -> Value:
    """A tensor of whatever shape was written."""
    return op.result([], Shape.unknown(), op.dtype(dtype))


def decode_wav(op: Op, x: Value, channels: Value = -1, samples: Value = -1) -> Value:
    """`(audio, sample rate)`: `(samples, channels)` and a number."""
    told = [convert.dim_of(value) if value not in (-1, None) else None for value in (samples, channels)]
    dims: list[Dim] = [unread(op, x) if dim is None else dim for dim in told]
    return (op.result([], Shape(*dims), "float32"), op.result([], Shape(), "int32"))


_IO = "tensorflow.io"
family(read, "filename _name", _IO, "read_file")
family(encoded, "_tensor _name", _IO, "serialize_tensor")
family(encoded, "_input _name", _IO, "decode_base64")
family(decode_raw, "input_bytes>x out_type>dtype _little_endian _fixed_length _name", _IO, "decode_raw")
family(
    decode_csv,
    "records record_defaults>defaults _field_delim _use_quote_delim _na_value _select_cols _name",
    _IO,
    "decode_csv",
)
family(parse_tensor, "_serialized out_type>dtype _name", _IO, "parse_tensor")
family(
    decode_wav, "contents>x desired_channels>channels desired_samples>samples _name", "tensorflow.audio", "decode_wav"
)
silent(_IO, "write_file write_graph gfile.makedirs gfile.mkdir gfile.remove gfile.rmtree gfile.copy gfile.rename")
inert(_IO, "TFRecordWriter TFRecordOptions gfile.GFile")
unknowns(_IO, "gfile.glob gfile.exists gfile.isdir gfile.listdir gfile.stat gfile.walk matching_files match_filenames_once encode_base64 "
         "encode_proto decode_proto decode_compressed decode_json_example parse_sequence_example parse_single_sequence_example "
         "serialize_sparse serialize_many_sparse deserialize_many_sparse", "files are not read")  # fmt: skip
unknowns("tensorflow.audio", "encode_wav", "it answers no array")
