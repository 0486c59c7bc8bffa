"""`keras.applications` where no Keras is installed: what each model takes and gives by its defaults.

Where Keras is installed its own source is read instead. The layers inside are not known here, nor how many there are; the models' name says
where their shapes come from. Source: each builder of Keras 3, built with its defaults and with inputs of other sizes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from ...interpreter import Context
from ...interpreter.registry import define, named_class
from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Undetermined
from ...values import Class, Decorated, Instance, Kind, Native, Tensor, Unknown, Value
from ..arrays.convert import dim_of, tensor_of
from .calling import symbolic_copy
from .config import data_format_of
from .conversion import shape_of
from .functional import MODEL, make_functional
from .graph import Node
from .input_layer import symbolic
from .naming import enroll
from .rule import LAYER

_COMMON = "include_top weights input_tensor input_shape pooling classes classifier_activation name"
PARAMETERS = {
    "ConvNeXt": "include_top include_preprocessing weights input_tensor input_shape pooling classes classifier_activation name",
    "EfficientNetV2": "include_top weights input_tensor input_shape pooling classes classifier_activation include_preprocessing name",
    "MobileNet": "input_shape alpha depth_multiplier dropout include_top weights input_tensor pooling classes classifier_activation name",
    "MobileNetV2": "input_shape alpha include_top weights input_tensor pooling classes classifier_activation name",
    "MobileNetV3": "input_shape alpha minimalistic include_top weights input_tensor classes pooling dropout_rate "
    "classifier_activation include_preprocessing name",
    "NASNet": "input_shape include_top weights input_tensor pooling classes classifier_activation name",
}
"""The arguments of those families that have others than most, in order."""

MODELS: dict[str, dict[str, tuple[int, int, int]]] = {
    "convnext": {
        "ConvNeXtTiny": (224, 7, 768),
        "ConvNeXtSmall": (224, 7, 768),
        "ConvNeXtBase": (224, 7, 1024),
        "ConvNeXtLarge": (224, 7, 1536),
        "ConvNeXtXLarge": (224, 7, 2048),
    },
    "densenet": {"DenseNet121": (224, 7, 1024), "DenseNet169": (224, 7, 1664), "DenseNet201": (224, 7, 1920)},
    "efficientnet": {
        "EfficientNetB0": (224, 7, 1280),
        "EfficientNetB1": (240, 8, 1280),
        "EfficientNetB2": (260, 9, 1408),
        "EfficientNetB3": (300, 10, 1536),
        "EfficientNetB4": (380, 12, 1792),
        "EfficientNetB5": (456, 15, 2048),
        "EfficientNetB6": (528, 17, 2304),
        "EfficientNetB7": (600, 19, 2560),
    },
    "efficientnet_v2": {
        "EfficientNetV2B0": (224, 7, 1280),
        "EfficientNetV2B1": (240, 8, 1280),
        "EfficientNetV2B2": (260, 9, 1408),
        "EfficientNetV2B3": (300, 10, 1536),
        "EfficientNetV2S": (384, 12, 1280),
        "EfficientNetV2M": (480, 15, 1280),
        "EfficientNetV2L": (480, 15, 1280),
    },
    "inception_resnet_v2": {"InceptionResNetV2": (299, 8, 1536)},
    "inception_v3": {"InceptionV3": (299, 8, 2048)},
    "mobilenet": {"MobileNet": (224, 7, 1024)},
    "mobilenet_v2": {"MobileNetV2": (224, 7, 1280)},
    "mobilenet_v3": {"MobileNetV3Small": (224, 7, 576), "MobileNetV3Large": (224, 7, 960)},
    "nasnet": {"NASNetMobile": (224, 7, 1056), "NASNetLarge": (331, 11, 4032)},
    "resnet": {"ResNet50": (224, 7, 2048), "ResNet101": (224, 7, 2048), "ResNet152": (224, 7, 2048)},
    "resnet50": {"ResNet50": (224, 7, 2048)},
    "resnet_v2": {"ResNet50V2": (224, 7, 2048), "ResNet101V2": (224, 7, 2048), "ResNet152V2": (224, 7, 2048)},
    "vgg16": {"VGG16": (224, 7, 512)},
    "vgg19": {"VGG19": (224, 7, 512)},
    "xception": {"Xception": (299, 10, 2048)},
}
"""By module and builder: height and width of the default input, those of the features without the top, and the features' channels."""

IRREGULAR = frozenset({"InceptionResNetV2", "InceptionV3"})
"""Whose features are not a thirty-second of every multiple of 32."""

SIZED = frozenset({"NASNetMobile"})
UNSIZED = frozenset({"MobileNetV3Small", "MobileNetV3Large"})
"""Whose default input has its height and width without the top too, or not even with it; the others' has it with the top."""


def reduced(name: str, size: Dim, default: int, features: int) -> Dim:
    """What is left of the input's height or width."""
    if size is None or size == default:
        return None if size is None else features
    is_regular = isinstance(size, int) and size % 32 == 0 and name not in IRREGULAR
    return size // 32 if is_regular and isinstance(size, int) else UNKNOWN


def _make(name: str, default: int, features: int, channels: int) -> Native:
    family = next((start for start in sorted(PARAMETERS, key=len, reverse=True) if name.startswith(start)), None)
    parameters = (_COMMON if family is None else PARAMETERS[family]).split()

    def call(ctx: Context, layer: Instance, /, *arguments: Value, **keywords: Value) -> Value:
        data = tensor_of(ctx, arguments[0]) if arguments else None
        top, pooling, classes, width = (ctx.heap.get(layer, key) for key in ("top", "pooling", "classes", "width"))
        if data is None or data.shape.rank != 4:
            raise Undetermined(f"the features of {name}")
        batch, *sizes, _ = data.shape.known
        output = Shape(batch, dim_of(width))
        if top:
            output = Shape(batch, dim_of(classes))
        elif pooling is None:
            output = Shape(batch, *(reduced(name, size, default, features) for size in sizes), dim_of(width))
        return Tensor(output, Kind.TENSOR, "float32", ctx.span)

    body = Class(None, f"{name} body", (named_class(LAYER),), {"call": Native(f"{name}.call", call)})
    unknown = Unknown(f"the layers of {name}: no Keras is installed")
    namespace: dict[Hashable, Value] = {
        "layers": Decorated("property", Native("layers", lambda ctx, model: unknown)),
        "get_layer": Native("get_layer", lambda ctx, model, *arguments, **keywords: unknown),
    }
    model_class = Class(
        None, f"keras.applications.{name} (by its defaults: no Keras is installed)", (named_class(MODEL),), namespace
    )

    def source(ctx: Context, shape: Value, top: bool) -> Shape:
        given = None if shape is None else shape_of(ctx, shape)
        if shape is not None:
            return Shape.unknown() if given is None or given.is_unknown else Shape(None, *given.known)
        is_sized = (top or name in SIZED) and name not in UNSIZED
        return Shape(None, default, default, 3) if is_sized else Shape(None, None, None, 3)

    def build(ctx: Context, *arguments: Value, **keywords: Value) -> Value:
        surplus = next((key for key in keywords if key not in (*parameters, "**")), None)
        if surplus is not None:
            raise Mismatch("unknown-argument", f"{name} has no argument `{surplus}`", argument=surplus, name=surplus)
        given = {**dict(zip(parameters, arguments)), **keywords}
        top, tensor, shape = given.get("include_top", True), given.get("input_tensor"), given.get("input_shape")
        if not isinstance(top, bool) or (data_format_of(ctx) or "channels_last") != "channels_last":
            raise Undetermined(f"the arguments of {name}")
        if not (isinstance(tensor, Tensor) and tensor.kind is Kind.KERAS):
            tensor = symbolic(ctx, source(ctx, shape, top), "float32")
        layer = ctx.instance(body)
        is_plain = given.get("alpha", 1.0) in (1, 1.0)
        fields = {
            "top": top,
            "pooling": given.get("pooling"),
            "classes": given.get("classes", 1000),
            "width": channels if is_plain else UNKNOWN,
            "_weights": Unknown(f"the variables of {name}"),
        }
        for key, value in fields.items():
            ctx.heap.set(layer, key, value)
        output = call(ctx, layer, tensor)
        assert isinstance(output, Tensor)
        node = Node(ctx, layer, (tensor,), {}, (), body.name)
        output = symbolic_copy(ctx, output, node)
        node.outputs = (output,)
        ctx.heap.set(layer, "_calls", (node,))
        model = ctx.instance(model_class)
        if given.get("name") is not None:
            ctx.heap.set(model, "_name", given["name"])
        enroll(ctx, model)
        make_functional(ctx, model, tensor, output)
        return model

    return Native(f"keras.applications.{name}", build)


def preprocess_input(ctx: Context, x: Value, *arguments: Value, **keywords: Value) -> Value:
    """Other values in the same shape."""
    return x


def decode_predictions(ctx: Context, preds: Value, *arguments: Value, **keywords: Value) -> Value:
    """Names of classes, for each prediction."""
    return ctx.unknown("the names of the classes")


HELPERS: tuple[Callable[..., Value], ...] = (preprocess_input, decode_predictions)

for _module, _builders in {**MODELS, "imagenet_utils": {}}.items():
    for _name, _sizes in _builders.items():
        _builder = _make(_name, *_sizes)
        define(f"~keras.applications.{_name}", _builder)
        define(f"~keras.applications.{_module}.{_name}", _builder)
    for _helper in HELPERS:
        _full = f"~keras.applications.{_module}.{_helper.__name__}"
        define(_full, Native(_full[1:], _helper))
