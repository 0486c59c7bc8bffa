"""`tf.strings` and lookups: text tensors keep their shape; splitting makes rows of unknown length."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import define, method
from ...shapes import UNKNOWN, Shape
from ...shapes.broadcasting import broadcast
from ...shapes.reshaping import reduce
from ...values import Native, Object, Value
from ..arrays.convert import tensor_of
from ..arrays.op import Op, family, unknowns


def each(op: Op, x: Value, dtype: Value = None, default: str = "string") -> Value:
    """One value for each string."""
    tensor = op.tensor(x)
    return op.result([tensor], tensor.shape, op.dtype(dtype, default))


def join(op: Op, xs: Value) -> Value:
    """Strings one after the other, elementwise."""
    tensors = op.tensors(xs)
    return op.result(tensors, broadcast(*[tensor.shape for tensor in tensors]), "string")


def reduce_join(op: Op, x: Value, axis: Value = None, keepdims: Value = False) -> Value:
    """Strings joined along an axis, all of them for None."""
    tensor = op.tensor(x)
    return op.result([tensor], reduce(tensor.shape, op.axis(axis), op.flag(keepdims)), "string")


def split(op: Op, x: Value) -> Value:
    """The parts of one string, `(None,)`; of several they are ragged, which is not followed."""
    tensor = op.tensor(x)
    shape = Shape(None) if tensor.shape.rank == 0 else Shape.unknown()
    return op.result([tensor], shape, "int32" if "decode" in op.short else "string")


_S = "tensorflow.strings"
family(each, "input>x _encoding _name", _S, "lower upper")
family(each, "input>x _name", _S, "strip")
family(each, "input>x _pattern _rewrite _replace_global _name", _S, "regex_replace")
family(each, "input>x _pattern _name", _S, "regex_full_match", default="bool")
family(each, "input>x _unit _name", _S, "length", default="int32")
family(each, "input>x out_type>dtype _name", _S, "to_number", default="float32")
family(each, "input>x _precision _scientific _shortest _width _fill _name", f"{_S} tensorflow", "as_string")
family(each, "input>x _pos _len _unit _name", _S, "substr")
family(each, "input>x _num_buckets _name", _S, "to_hash_bucket to_hash_bucket_fast", default="int64")
family(each, "input>x _num_buckets _key _name", _S, "to_hash_bucket_strong", default="int64")
family(join, "inputs>xs _separator _name", _S, "join")
family(reduce_join, "inputs>x axis keepdims _separator _name", _S, "reduce_join")
family(split, "input>x _sep _maxsplit _name", _S, "split")
family(split, "input>x _name", _S, "bytes_split")
family(split, "input>x _input_encoding _errors _replacement_char _name", _S, "unicode_split")
family(
    split, "input>x _input_encoding _errors _replacement_char _replace_control_characters _name", _S, "unicode_decode"
)
unknowns(_S, "format ngrams unicode_encode unicode_script unicode_transcode unicode_split_with_offsets unicode_decode_with_offsets "
         "unsorted_segment_join", "text is rarely part of a model's shapes")  # fmt: skip


class Table(Object):
    """A lookup table: one value for each key."""

    __slots__ = ()


def _table(ctx: Context, *_: Value, **__: Value) -> Value:
    return Table()


for _name in (
    "StaticHashTable",
    "StaticVocabularyTable",
    "experimental.MutableHashTable",
    "experimental.DenseHashTable",
):
    define(f"tensorflow.lookup.{_name}", Native(f"tensorflow.lookup.{_name}", _table))
unknowns("tensorflow.lookup", "KeyValueTensorInitializer TextFileInitializer TextFileIndex", "it holds no tensor")


@method(Table, "lookup", "__getitem__")
def looked_up(ctx: Context, self: Table, keys: Value, *_: Value, **__: Value) -> Value:
    """The keys' shape."""
    tensor = tensor_of(ctx, keys)
    return Op(ctx, "tensorflow.lookup").result([tensor], tensor.shape)


@method(Table, "size")
def size(ctx: Context, self: Table, *_: Value) -> Value:
    return UNKNOWN
