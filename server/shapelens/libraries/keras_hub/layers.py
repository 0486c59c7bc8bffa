"""Layers of KerasHub (KerasNLP) and KerasCV where they are not installed: what comes out, by what goes in and the arguments.

Where a package is installed its own source is read instead. The variables of these layers are not known.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from ...interpreter import Context
from ...interpreter.registry import define, named_class
from ...shapes import UNKNOWN, Dim, Shape, Size, Undetermined
from ...values import Class, DictValue, Instance, Kind, Native, Tensor, Unknown, Value
from ..arrays.convert import dim_of, sizes_of, tensor_of
from ..keras.construction import construct_base
from ..keras.rule import LAYER

Given = dict[str, Value]
Output = Callable[[Context, Given, Shape, Given], Shape]
"""The shape of a call's result: of the constructor's arguments, the first input's shape, and the call's other arguments."""

STAND_IN = "~"
"""Before the names of what stands in for a package that is not installed: `~keras_hub.layers.PositionEmbedding`."""
BASE = ("activity_regularizer", "trainable", "dtype", "autocast", "name")


def size(given: Given, name: str, default: Value = None) -> Size:
    """An integer argument."""
    found = dim_of(given.get(name, default))
    return UNKNOWN if found is None else found


def unchanged(ctx: Context, given: Given, shape: Shape, call: Given) -> Shape:
    return shape


def embedded(name: str) -> Output:
    """One more axis, of the size of an argument."""

    def output(ctx: Context, given: Given, shape: Shape, call: Given) -> Shape:
        return shape if shape.is_unknown else Shape(*shape.known, size(given, name))

    return output


def reversible(ctx: Context, given: Given, shape: Shape, call: Given) -> Shape:
    """An embedding, or with `reverse=True` the way back."""
    if not call.get("reverse", False):
        return embedded("output_dim")(ctx, given, shape, call)
    if call["reverse"] is not True or not shape.known:
        return Shape.unknown()
    return shape.replace(-1, size(given, "input_dim"))


def packed(ctx: Context, given: Given, shape: Shape, call: Given) -> Shape:
    """Tokens cut or padded to `sequence_length`."""
    if given.get("return_padding_mask", False) is not False:
        raise Undetermined("tokens with their mask")
    return shape.replace(-1, size(given, "sequence_length")) if shape.known else shape


def tokens(ctx: Context, given: Given, shape: Shape, call: Given) -> Shape:
    """The tokens of each text: as many as `sequence_length`, or any number."""
    length: Dim = None if given.get("sequence_length") is None else size(given, "sequence_length")
    return shape if shape.is_unknown else Shape(*shape.known, length)


def masked(ctx: Context, given: Given, shape: Shape, call: Given) -> Shape:
    """A distribution over the vocabulary at each masked place."""
    where = call.get("mask_positions")
    places = where.shape if isinstance(where, Tensor) else Shape.unknown()
    words = size(given, "vocabulary_size")
    return places if places.is_unknown else Shape(*places.known, words)


def resized(ctx: Context, given: Given, shape: Shape, call: Given) -> Shape:
    """Images of another height and width."""
    if shape.rank not in (3, 4):
        return shape
    if "target_size" in given:
        height, width = sizes_of(ctx, given["target_size"], 2)
    else:
        height, width = size(given, "height"), size(given, "width")
    return shape.replace(-3, height).replace(-2, width)


def gray(ctx: Context, given: Given, shape: Shape, call: Given) -> Shape:
    """Images of another number of channels."""
    return shape.replace(-1, size(given, "output_channels", 3)) if shape.known else shape


TEXT: dict[str, tuple[str, Output]] = {
    "TokenAndPositionEmbedding": ("vocabulary_size sequence_length embedding_dim", embedded("embedding_dim")),
    "PositionEmbedding": ("sequence_length", unchanged),
    "SinePositionEncoding": ("max_wavelength", unchanged),
    "RotaryEmbedding": ("max_wavelength scaling_factor", unchanged),
    "TransformerEncoder": ("intermediate_dim num_heads", unchanged),
    "TransformerDecoder": ("intermediate_dim num_heads", unchanged),
    "FNetEncoder": ("intermediate_dim", unchanged),
    "ReversibleEmbedding": ("input_dim output_dim", reversible),
    "MaskedLMHead": ("vocabulary_size", masked),
    "StartEndPacker": ("sequence_length", packed),
}
"""Of `keras_hub.layers`: the names of the first arguments, and the output."""

TOKENIZERS: dict[str, tuple[str, Output]] = {
    "WordPieceTokenizer": ("vocabulary sequence_length", tokens),
    "BytePairTokenizer": ("vocabulary merges sequence_length", tokens),
    "ByteTokenizer": ("lowercase sequence_length", tokens),
    "SentencePieceTokenizer": ("proto sequence_length", tokens),
    "UnicodeCodepointTokenizer": ("lowercase normalization_form errors replacement_char sequence_length", tokens),
}

IMAGES: dict[str, tuple[str, Output]] = {
    **dict.fromkeys(
        (
            *("AugMix", "AutoContrast", "ChannelShuffle", "CutMix", "Equalization", "FourierMix", "GridMask", "MixUp"),
            *("Posterization", "RandAugment", "RandomApply", "RandomAugmentationPipeline", "RandomBrightness"),
            *("RandomChannelShift", "RandomChoice", "RandomColorDegeneration", "RandomColorJitter", "RandomContrast"),
            *("RandomCutout", "RandomFlip", "RandomGaussianBlur", "RandomHue", "RandomJpegQuality", "RandomRotation"),
            *("RandomSaturation", "RandomSharpness", "RandomShear", "RandomTranslation", "RandomZoom", "Rescaling"),
            *("Solarization", "DropPath", "SqueezeAndExcite2D", "DropBlock2D"),
        ),
        ("", unchanged),
    ),
    "Resizing": ("height width", resized),
    "RandomCrop": ("height width", resized),
    "RandomCropAndResize": ("target_size crop_area_factor aspect_ratio_factor", resized),
    "JitteredResize": ("target_size scale_factor", resized),
    "Grayscale": ("output_channels", gray),
}
"""Of `keras_cv.layers`: they take images, one or a batch, or a dict of them with boxes and labels."""

TUPLES = ("return_attention_scores", "self_attention_cache", "cross_attention_cache", "cache")
"""Arguments of calls that make a tuple of the result."""


def _make(name: str, parameters: tuple[str, ...], output: Output) -> None:
    def initialize(ctx: Context, layer: Instance, /, *arguments: Value, **keywords: Value) -> None:
        given: dict[Hashable, Value] = dict(zip(parameters, arguments))
        given.update(keywords.items())
        ctx.heap.set(layer, "_given", ctx.dict(given))
        ctx.heap.set(layer, "_allow_non_tensor_positional_args", True)
        ctx.heap.set(layer, "_weights", Unknown(f"the variables of {name}"))
        construct_base(ctx, layer, {key: keywords[key] for key in BASE if key in keywords})

    def call(ctx: Context, layer: Instance, /, *arguments: Value, **keywords: Value) -> Value:
        first = arguments[0] if arguments else next(iter(keywords.values()), None)
        if any(keywords.get(key) not in (None, False) for key in TUPLES):
            raise Undetermined(f"what {name} answers besides its output")
        held = ctx.heap.get(layer, "_given")
        given = (
            {str(key): ctx.heap.get(held, key) for key in ctx.heap.names(held)} if isinstance(held, DictValue) else {}
        )
        ctx.heap.set(layer, "_built", True)

        def answered(value: Value) -> Value:
            tensor = tensor_of(ctx, value)
            return Tensor(output(ctx, given, tensor.shape, keywords), Kind.TENSOR, "float32", ctx.span)

        if not isinstance(first, DictValue):
            return answered(first)
        parts = {key: ctx.heap.get(first, key) for key in ctx.heap.names(first)}
        changed: dict[Hashable, Value] = {
            key: answered(part) if key == "images" else part for key, part in parts.items()
        }
        return ctx.dict(changed)

    namespace: dict[Hashable, Value] = {
        "__init__": Native(f"{name}.__init__", initialize),
        "call": Native(f"{name}.call", call),
    }
    cls = Class(None, name, (named_class(LAYER),), namespace)
    package, _, rest = name.partition(".")
    for spelling in (package, *({"keras_hub": ("keras_nlp",)}.get(package, ()))):
        define(f"{STAND_IN}{spelling}.{rest}", cls)


for _module, _table in {
    "keras_hub.layers": TEXT,
    "keras_hub.tokenizers": TOKENIZERS,
    "keras_cv.layers": IMAGES,
}.items():
    for _name, (_parameters, _output) in _table.items():
        _make(f"{_module}.{_name}", tuple(_parameters.split()), _output)
