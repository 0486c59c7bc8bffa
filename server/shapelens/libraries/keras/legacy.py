"""Spellings of earlier versions of Keras that people still write: which Keras 3 reads, and what the others have become.

Facts for messages ("`nb_filter` is now `filters`") and fixes; each was tried with the version in `data/signatures.json`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from ...shapes import Mismatch

LEGACY_CLASSES: dict[str, str] = {
    "keras.layers.AvgPool1D": "keras.layers.AveragePooling1D",
    "keras.layers.AvgPool2D": "keras.layers.AveragePooling2D",
    "keras.layers.AvgPool3D": "keras.layers.AveragePooling3D",
    "keras.layers.Convolution1D": "keras.layers.Conv1D",
    "keras.layers.Convolution1DTranspose": "keras.layers.Conv1DTranspose",
    "keras.layers.Convolution2D": "keras.layers.Conv2D",
    "keras.layers.Convolution2DTranspose": "keras.layers.Conv2DTranspose",
    "keras.layers.Convolution3D": "keras.layers.Conv3D",
    "keras.layers.Convolution3DTranspose": "keras.layers.Conv3DTranspose",
    "keras.layers.GlobalAvgPool1D": "keras.layers.GlobalAveragePooling1D",
    "keras.layers.GlobalAvgPool2D": "keras.layers.GlobalAveragePooling2D",
    "keras.layers.GlobalAvgPool3D": "keras.layers.GlobalAveragePooling3D",
    "keras.layers.GlobalMaxPool1D": "keras.layers.GlobalMaxPooling1D",
    "keras.layers.GlobalMaxPool2D": "keras.layers.GlobalMaxPooling2D",
    "keras.layers.GlobalMaxPool3D": "keras.layers.GlobalMaxPooling3D",
    "keras.layers.MaxPool1D": "keras.layers.MaxPooling1D",
    "keras.layers.MaxPool2D": "keras.layers.MaxPooling2D",
    "keras.layers.MaxPool3D": "keras.layers.MaxPooling3D",
    "keras.layers.SeparableConvolution1D": "keras.layers.SeparableConv1D",
    "keras.layers.SeparableConvolution2D": "keras.layers.SeparableConv2D",
}
"""Other spellings that Keras 3 still has, and the present one."""

GONE: dict[str, str] = {
    "keras.layers.AbstractRNNCell": "a subclass of keras.Layer with `state_size` and `call(inputs, states)`",
    "keras.layers.AtrousConv1D": "Conv1D with `dilation_rate`",
    "keras.layers.AtrousConv2D": "Conv2D with `dilation_rate`",
    "keras.layers.AtrousConvolution1D": "Conv1D with `dilation_rate`",
    "keras.layers.AtrousConvolution2D": "Conv2D with `dilation_rate`",
    "keras.layers.BatchNormalizationV1": "BatchNormalization",
    "keras.layers.BatchNormalizationV2": "BatchNormalization",
    "keras.layers.CategoryCrossing": "HashedCrossing",
    "keras.layers.ConvLSTM1DCell": "ConvLSTM1D",
    "keras.layers.ConvLSTM2DCell": "ConvLSTM2D",
    "keras.layers.ConvRecurrent2D": "ConvLSTM2D",
    "keras.layers.CuDNNGRU": "GRU, which uses cuDNN by itself where it can",
    "keras.layers.CuDNNLSTM": "LSTM, which uses cuDNN by itself where it can",
    "keras.layers.Deconvolution2D": "Conv2DTranspose",
    "keras.layers.Deconvolution3D": "Conv3DTranspose",
    "keras.layers.DenseFeatures": "keras.utils.FeatureSpace",
    "keras.layers.Highway": "layers of one's own: `gate * transformed + (1 - gate) * inputs`",
    "keras.layers.LSTMV1": "LSTM",
    "keras.layers.LSTMV2": "LSTM",
    "keras.layers.LocallyConnected1D": "a layer of one's own: Keras 3 has no unshared convolution",
    "keras.layers.LocallyConnected2D": "a layer of one's own: Keras 3 has no unshared convolution",
    "keras.layers.MaxoutDense": "Dense, Reshape and a maximum over the new axis",
    "keras.layers.Merge": "Add, Multiply, Average, Maximum, Concatenate or Dot",
    "keras.layers.ParametricSoftplus": "PReLU, or Activation('softplus')",
    "keras.layers.PeepholeLSTMCell": "LSTMCell",
    "keras.layers.RandomHeight": "RandomZoom with a `height_factor` alone",
    "keras.layers.RandomWidth": "RandomZoom with a `width_factor`",
    "keras.layers.SReLU": "PReLU",
    "keras.layers.SyncBatchNormalization": "BatchNormalization(synchronized=True)",
    "keras.layers.ThresholdedReLU": "ReLU(threshold=...)",
    "keras.layers.TimeDistributedDense": "Dense, which keeps the time axis, or TimeDistributed(Dense(...))",
    "keras.layers.merge": "keras.layers.add, multiply, average, maximum, concatenate or dot",
}
"""Names that Keras 3 does not have: an AttributeError or ImportError. What to use now."""

GONE_MODULES: dict[str, str] = {
    "keras.engine": "keras",
    "keras.engine.base_layer": "keras.layers",
    "keras.engine.input_layer": "keras.layers",
    "keras.engine.topology": "keras.layers",
    "keras.engine.training": "keras.models",
    "keras.layers.advanced_activations": "keras.layers",
    "keras.layers.convolutional": "keras.layers",
    "keras.layers.core": "keras.layers",
    "keras.layers.embeddings": "keras.layers",
    "keras.layers.experimental": "keras.layers",
    "keras.layers.experimental.preprocessing": "keras.layers",
    "keras.layers.local": "keras.layers",
    "keras.layers.merge": "keras.layers",
    "keras.layers.noise": "keras.layers",
    "keras.layers.normalization": "keras.layers",
    "keras.layers.pooling": "keras.layers",
    "keras.layers.preprocessing": "keras.layers",
    "keras.layers.recurrent": "keras.layers",
    "keras.layers.wrappers": "keras.layers",
    "keras.objectives": "keras.losses",
    "keras.utils.np_utils": "keras.utils",
    "keras.utils.vis_utils": "keras.utils",
}
"""Modules that Keras 3 does not have, and where their contents are now: shapes are shown in older programs as well."""

ANY = "*"
"""In `LEGACY_ARGUMENTS`: whatever the layer."""

_CONVOLUTION = (
    "Conv1D",
    "Conv2D",
    "Conv3D",
    "Conv2DTranspose",
    "Conv3DTranspose",
    "SeparableConv2D",
    "DepthwiseConv2D",
)
_RECURRENT = ("SimpleRNN", "LSTM", "GRU")
_POOLING = ("MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "AveragePooling1D", "AveragePooling2D", "AveragePooling3D")

LEGACY_ARGUMENTS: dict[tuple[str, str], str] = {
    # whatever the layer
    (ANY, "W_constraint"): "kernel_constraint",
    (ANY, "W_regularizer"): "kernel_regularizer",
    (ANY, "b_constraint"): "bias_constraint",
    (ANY, "b_regularizer"): "bias_regularizer",
    (ANY, "batch_input_shape"): "put keras.Input(batch_shape=...) before the layer",
    (ANY, "batch_size"): "put keras.Input(batch_size=...) before the layer",
    (ANY, "bias"): "use_bias",
    (ANY, "border_mode"): "padding",
    (ANY, "dim_ordering"): "data_format",
    (ANY, "init"): "kernel_initializer",
    (ANY, "input_dtype"): "put keras.Input(dtype=...) before the layer",
    (ANY, "input_length"): "put keras.Input(shape=(length, ...)) before the layer",
    (ANY, "weights"): "call layer.set_weights(...) once the layer is built",
    # one family
    **{(name, "nb_filter"): "filters" for name in _CONVOLUTION},
    **{(name, "subsample"): "strides" for name in _CONVOLUTION},
    **{(name, "atrous_rate"): "dilation_rate" for name in _CONVOLUTION},
    **{(name, part): "kernel_size" for name in _CONVOLUTION for part in ("nb_row", "nb_col", "filter_length")},
    **{(name, part): "kernel_size" for name in ("Conv3D",) for part in ("kernel_dim1", "kernel_dim2", "kernel_dim3")},
    ("Conv1D", "subsample_length"): "strides",
    ("Conv2DTranspose", "output_shape"): "the output's size follows from output_padding",
    **{(name, "pool_length"): "pool_size" for name in _POOLING},
    **{(name, "stride"): "strides" for name in _POOLING},
    **{(name, "inner_activation"): "recurrent_activation" for name in _RECURRENT},
    **{(name, "inner_init"): "recurrent_initializer" for name in _RECURRENT},
    **{(name, "output_dim"): "units" for name in _RECURRENT},
    **{(name, "U_regularizer"): "recurrent_regularizer" for name in _RECURRENT},
    **{(name, "dropout_W"): "dropout" for name in _RECURRENT},
    **{(name, "dropout_U"): "recurrent_dropout" for name in _RECURRENT},
    **{(name, "consume_less"): "it is gone, Keras chooses" for name in _RECURRENT},
    **{
        (name, "time_major"): "the input is (batch, steps, features); transpose it before"
        for name in (*_RECURRENT, "RNN")
    },
    ("SimpleRNN", "implementation"): "it has one implementation",
    ("LSTM", "forget_bias_init"): "unit_forget_bias",
    # one layer
    ("AlphaDropout", "p"): "rate",
    ("Attention", "causal"): "give use_causal_mask=True in the call",
    ("AdditiveAttention", "causal"): "give use_causal_mask=True in the call",
    ("BatchNormalization", "beta_init"): "beta_initializer",
    ("BatchNormalization", "fused"): "it is gone, Keras chooses",
    ("BatchNormalization", "gamma_init"): "gamma_initializer",
    ("BatchNormalization", "mode"): "only the mode 0 of Keras 1 is left",
    ("BatchNormalization", "virtual_batch_size"): "it is gone",
    ("CategoryEncoding", "max_tokens"): "num_tokens",
    ("Concatenate", "concat_axis"): "axis",
    ("Dense", "output_dim"): "units",
    ("Dropout", "p"): "rate",
    ("Embedding", "dropout"): "put a SpatialDropout1D after the layer",
    ("Embedding", "init"): "embeddings_initializer",
    ("GaussianDropout", "p"): "rate",
    ("GaussianNoise", "sigma"): "stddev",
    ("Model", "input"): "inputs",
    ("Model", "output"): "outputs",
    ("MultiHeadAttention", "batch_first"): "the input is (batch, steps, features)",
    ("MultiHeadAttention", "embed_dim"): "give key_dim, the size of one head",
    ("PReLU", "init"): "alpha_initializer",
    ("Reshape", "dims"): "target_shape",
    ("SpatialDropout1D", "p"): "rate",
    ("SpatialDropout2D", "p"): "rate",
    ("SpatialDropout3D", "p"): "rate",
    ("StringLookup", "num_oov_tokens"): "num_oov_indices",
    ("ThresholdedReLU", "theta"): "ReLU(threshold=...)",
    ("UpSampling1D", "length"): "size",
}
"""Arguments that Keras 3 rejects ("Unrecognized keyword arguments"), by layer and old name: what says the same now."""

STILL_READ: dict[tuple[str, str], str] = {
    (ANY, "input_dim"): "keras.Input(shape=(n,)) before the layer",
    (ANY, "input_shape"): "keras.Input(shape=...) before the layer",
    ("Embedding", "input_length"): "nothing: Keras ignores it",
    ("Embedding", "weights"): "the first values of the table",
    ("GRU", "implementation"): "nothing that bears on shapes",
    ("InputLayer", "batch_input_shape"): "batch_shape",
    ("InputLayer", "input_shape"): "shape",
    ("LSTM", "implementation"): "nothing that bears on shapes",
    ("LeakyReLU", "alpha"): "negative_slope",
}
"""Arguments outside the signatures that Keras 3 accepts all the same, and what they mean."""


def replacement(layer: str, argument: str) -> str | None:
    """What an argument of that layer (`Conv2D`) that Keras rejects has become; None if it is not one of earlier versions."""
    found = LEGACY_ARGUMENTS.get((layer, argument))
    return found if found is not None else LEGACY_ARGUMENTS.get((ANY, argument))


def check_keywords(layer: str, keywords: Iterable[str], known: Container[str]) -> None:
    """Raises Mismatch("unknown-argument") for an argument of an earlier version that the layer does not take any more.

    facts: `name`, and `replacement`, what says the same now (a name of an argument, or a few words)
    """
    for name in keywords:
        found = None if name in known else replacement(layer, name)
        if found is not None:
            raise Mismatch(
                "unknown-argument",
                f"{layer} has no argument `{name}`: {found}"
                if " " in found
                else f"{layer}'s `{name}` is now `{found}`",
                argument=name,
                name=name,
                replacement=found,
            )
