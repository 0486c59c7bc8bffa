"""Every rule: its code, its default severity and its page.

The page (cause, example, fix) is the rule's `doc`, the only text about it; `shapelens rule CODE` and docs/rules.md print it.
"""

from __future__ import annotations

from dataclasses import dataclass
from inspect import cleandoc

from .finding import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of finding."""

    code: str
    severity: Severity
    doc: str

    @property
    def title(self) -> str:
        """The first line of the page."""
        return self.doc.partition("\n")[0]


RULES: dict[str, Rule] = {}


def rule(code: str, severity: Severity, doc: str) -> str:
    """Adds a rule to the catalogue and answers its code."""
    RULES[code] = Rule(code, severity, cleandoc(doc))
    return code


INPUT_RANK = rule(
    "input-rank",
    Severity.ERROR,
    """
    A layer or model gets a tensor of the wrong rank.

    Keras raises `expected ndim=3, found ndim=2` (or `min_ndim`). Recurrent layers want `(batch, steps, features)`,
    `Conv2D` and 2-D pooling `(batch, height, width, channels)`, and so on.

    ```python
    x = keras.Input((20,))
    layers.LSTM(8)(x)  # error: LSTM needs three dimensions, (None, 20) has two
    ```

    Fix: keep or add the missing axis where the tensor is made (`return_sequences=True` on the layer before,
    a channel axis on the input, `Reshape`), or remove the surplus one (`Flatten`, a pooling layer).
    """,
)
INPUT_AXIS = rule(
    "input-axis",
    Severity.ERROR,
    """
    An axis of the input has another size than the layer or model was built for.

    A layer is fixed by its first call; a model by its inputs. Keras raises `expected axis -1 of input shape to have value 8`
    or `expected shape=(None, 12), found shape=(None, 13)`.

    ```python
    shared = layers.Dense(4)
    shared(keras.Input((8,)))
    shared(keras.Input((9,)))  # error: built for 8 features, got 9
    ```

    Fix: make the sizes agree, or use a layer of its own for each input.
    """,
)
UNDEFINED_DIMENSION = rule(
    "undefined-dimension",
    Severity.ERROR,
    """
    A weight's size depends on a dimension that is None.

    ```python
    x = layers.Flatten()(keras.Input((None, 8)))
    layers.Dense(4)(x)  # error: the last dimension of (None, None) must be defined
    ```

    Fix: give the input a fixed size on that axis, or reduce it with a global pooling layer before.
    """,
)
NON_POSITIVE_SIZE = rule(
    "non-positive-size",
    Severity.ERROR,
    """
    A convolution, pooling or cropping leaves nothing of an axis.

    ```python
    x = keras.Input((4, 4, 3))
    layers.Conv2D(8, 5)(x)  # error: a kernel of 5 does not fit into 4
    ```

    Fix: a smaller kernel or pool, `padding="same"`, fewer downsampling layers before, or a larger input.
    """,
)
MERGE_SHAPES = rule(
    "merge-shapes",
    Severity.ERROR,
    """
    The inputs of a merging layer or operation do not fit together.

    `Add`, `Multiply` and their kin broadcast; `Concatenate` needs all axes but one equal; `Dot` equal sizes on its axes.

    ```python
    layers.Add()([keras.Input((8,)), keras.Input((9,))])  # error: 8 against 9
    ```

    Fix: bring the sizes together (a projection, padding, cropping), or concatenate on another axis.
    """,
)
OPERAND_SHAPES = rule(
    "operand-shapes",
    Severity.ERROR,
    """
    An operation on tensors or arrays gets shapes that it cannot combine.

    Broadcasting, matrix products, stacking, indexing and the functions of `keras.ops`, `tf` and `numpy`; an index beyond a shape's
    sizes, arrays of lists of several lengths, weights of other shapes than the layer's, elements that are declared otherwise than
    a generator yields them.

    ```python
    np.zeros((3, 4)) @ np.zeros((3, 4))  # error: 4 columns against 3 rows
    ```
    """,
)
RESHAPE_SIZE = rule(
    "reshape-size",
    Severity.ERROR,
    """
    A reshape changes the number of elements.

    ```python
    layers.Reshape((5, 5))(keras.Input((24,)))  # error: 25 elements from 24
    ```

    Fix: a target shape with the same product, or -1 for one of its axes. The batch axis is never part of it.
    """,
)
INVALID_ARGUMENT = rule(
    "invalid-argument",
    Severity.ERROR,
    """
    An argument has a value that Keras rejects.

    ```python
    layers.Dense(0)  # error: units must be positive
    keras.Input(shape=(784))  # error: (784) is a number, (784,) a shape
    ```
    """,
)
UNKNOWN_ARGUMENT = rule(
    "unknown-argument",
    Severity.ERROR,
    """
    A layer or function of Keras is called with an argument that it does not have, or without one that it needs.

    Of functions of other installed libraries only the former is told.

    ```python
    layers.Dense(8, kernel_size=3)  # error: Dense has no argument kernel_size
    ```
    """,
)
UNPACKED_VALUES = rule(
    "unpacked-values",
    Severity.ERROR,
    """
    A layer or function answers another number of values than there are names for, or a single one.

    With `return_state=True` an LSTM answers three tensors, a GRU two, a `Bidirectional` LSTM five. A single KerasTensor cannot
    be unpacked at all. `evaluate` answers the loss alone where there are no metrics, a list otherwise; `train_test_split` two
    parts of each array. A function that `map` is given takes as many arguments as an element of the dataset has parts.

    ```python
    x, h, c = layers.GRU(16, return_state=True)(keras.Input((None, 8)))  # error: two tensors, three names
    ```

    Fix: as many names as there are tensors, or the argument that makes the layer answer more (`return_state`,
    `return_attention_scores`).
    """,
)

UNCONNECTED_OUTPUT = rule(
    "unconnected-output",
    Severity.ERROR,
    """
    A functional model's output is made from an input that is not among the model's inputs.

    Keras computes every output from the inputs that `Model` is given, and raises `Output with path ... is not connected to inputs`;
    or `All outputs values must be KerasTensors` for a layer that was not called.

    ```python
    base = keras.applications.MobileNetV2(include_top=False, weights=None)
    inputs = keras.Input((96, 96, 3))
    x = layers.GlobalAveragePooling2D()(base.output)
    keras.Model(inputs, x)  # error: made from base.input
    ```

    Fix: call the model in between on the new input (`base(inputs)`), or give `Model` the input that the output is made from.
    """,
)

DATA_SHAPE = rule(
    "data-shape",
    Severity.ERROR,
    """
    The data given to `fit`, `evaluate` or `predict` do not have the shape that the model's input declares.

    Keras raises `Invalid input shape for input` or `expected shape=(None, 120), found shape=(None, 100)`. A functional model
    compares each axis, a Sequential the rank alone. A last axis of 1 is added or dropped where that helps.

    ```python
    model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10)])
    model.predict(np.zeros((28, 28, 1)))  # error: one image without a batch axis
    ```

    Fix: give the data the missing axis (`np.expand_dims(x, 0)`, `np.expand_dims(x, -1)`), or declare the shape of the data.
    """,
)
DATA_TYPE = rule(
    "data-type",
    Severity.ERROR,
    """
    `fit`, `evaluate` or `predict` is given data of a kind that it does not take.

    Python numbers in place of arrays: Keras raises `Unrecognized data type`, for a list is a list of inputs (or outputs), and each of
    its items must be an array. Labels, weights or `validation_split` beside a dataset, which holds its own labels. A generator
    or PyDataset that yields something else than tuples of arrays: lists in place of tuples, more than three parts. Words as labels.

    ```python
    model.fit(x, [0, 1, 1, 0])  # error: labels in a list
    ```

    Fix: `np.array([0, 1, 1, 0])`.
    """,
)
INPUT_COUNT = rule(
    "input-count",
    Severity.ERROR,
    """
    A model is given another number of inputs than it has.

    Keras raises `expects 2 named input(s) ..., but it received 1 input tensors`. Several inputs are given as a list, a tuple
    or a dict by the inputs' names, in `validation_data` too.

    ```python
    model = keras.Model([a, b], y)
    model.fit(a_data, labels)  # error: the model takes two inputs
    ```
    """,
)
OUTPUT_COUNT = rule(
    "output-count",
    Severity.ERROR,
    """
    There are labels, losses, metrics or weights for other outputs than the model has, or no labels at all.

    Keras raises `y_true and y_pred have different structures`, `Expected keys ... in loss dict`, `tuple arity mismatch`, or, for labels in a
    dict where the model has one output, `Expected float32, but got ... of type 'str'`.

    ```python
    model = keras.Model(x, [age, gender])
    model.compile(loss=["mse", "binary_crossentropy"])
    model.fit(data, ages)  # error: two outputs, labels for one
    ```

    Fix: labels for each output, in a list or a dict by name; a list of metrics for each; or None as the loss of an output that is not
    trained.
    """,
)
SAMPLE_COUNT = rule(
    "sample-count",
    Severity.ERROR,
    """
    Features, labels and weights hold different numbers of samples.

    Keras raises `Data cardinality is ambiguous`. A Python list counts as several inputs, one an item: a list of images
    becomes one array by `np.array(images)`.

    ```python
    model.fit(np.zeros((200, 8)), np.zeros((220, 1)))  # error: 200 against 220
    ```
    """,
)
LABELS_SHAPE = rule(
    "labels-shape",
    Severity.ERROR,
    """
    A loss cannot be computed of the labels and the model's predictions.

    Cross-entropies want the two in one shape; the sparse one wants the labels without the last axis. Keras raises
    ``Arguments `target` and `output` must have the same rank`` (or shape), and only once `fit` has data.

    ```python
    steps = layers.GRU(32, return_sequences=True)(keras.Input((20, 8)))
    classes = layers.Dense(10, activation="softmax")(steps)  # (None, 20, 10): each step gets its own classes
    model.compile(loss="categorical_crossentropy")
    model.fit(x, one_hot)  # error: labels (None, 10)
    ```

    Fix: reduce the sequence before the head (`return_sequences=False`, `Flatten`, a pooling layer), take the loss that goes
    with the labels (`sparse_categorical_crossentropy` for class numbers), or bring the labels into shape.
    """,
)
METRIC_SHAPE = rule(
    "metric-shape",
    Severity.ERROR,
    """
    A metric cannot be computed of the labels and the model's predictions, although the loss can.

    ```python
    model.compile(loss="sparse_categorical_crossentropy", metrics=["Precision"])
    model.fit(x, class_numbers)  # error: Precision wants one label for each prediction
    ```
    """,
)
CLASS_COUNT = rule(
    "class-count",
    Severity.ERROR,
    """
    Labels name a class that the model (or `to_categorical`) has no room for.

    Class numbers count from 0: with 10 outputs the highest is 9. On a CPU TensorFlow raises
    `Received a label value of 10 which is outside the valid range of [0, 10)`, and for indices into an Embedding
    `indices[0,0] = 10 is not in [0, 10)`.

    ```python
    layers.Dense(1, activation="softmax")  # error: labels 0 to 4 need five units
    ```
    """,
)
SILENT_BROADCAST = rule(
    "silent-broadcast",
    Severity.WARNING,
    """
    Labels and predictions of different shapes are stretched over each other, and the loss is computed of that.

    Mean squared error and its kin check nothing. Labels `(n, 1)` against predictions `(n, 20, 1)` train every step on the same
    label; one output against four targets learns their mean.

    ```python
    layers.Dense(3)  # warning: three outputs against one target
    model.compile(loss="mse")
    ```
    """,
)
SINGLE_UNIT_SOFTMAX = rule(
    "single-unit-softmax",
    Severity.WARNING,
    """
    A softmax over one value is 1, whatever the value: nothing is learned.

    ```python
    layers.Dense(1, activation="softmax")  # warning: always 1
    ```

    Fix: `activation="sigmoid"` with `binary_crossentropy`, or a unit for each class.
    """,
)
DECLARED_SIZE = rule(
    "declared-size",
    Severity.WARNING,
    """
    A model runs on data of another size than it declares.

    A Sequential compares only the rank; where its layers take any size (recurrent and global pooling layers), it trains. Of several
    inputs it takes the first. A model called on KerasTensors does not look at a last axis of 1 until data run through it.

    ```python
    model = keras.Sequential([keras.Input((50, 2)), layers.LSTM(8), layers.Dense(1)])
    model.fit(np.zeros((9, 60, 2)), np.zeros(9))  # warning: 60 steps, 50 declared
    ```

    Fix: declare what the data have, or None for an axis that varies.
    """,
)
DECLARED_SHAPE = rule(
    "declared-shape",
    Severity.WARNING,
    """
    A shape is declared that is not the one that is known.

    In a comment, an assertion or an annotation, or as the `output_shape` of a Lambda, which Keras believes although the function
    makes another shape.

    ```python
    x = np.zeros((60, 28, 28))  # shape: (N, 32, 32)
    ```

    Fix: correct the comment (or annotation), or the line.
    """,
)
SURPLUS_AXIS = rule(
    "surplus-axis",
    Severity.INFORMATION,
    """
    The data have a last axis of 1 more than the model's input; Keras drops it.

    ```python
    x = images[..., np.newaxis][..., np.newaxis]  # (n, 28, 28, 1, 1) into an Input of (28, 28, 1)
    ```
    """,
)
POSITIONAL_STRIDES = rule(
    "positional-strides",
    Severity.INFORMATION,
    """
    The third argument of Conv2D repeats the kernel's size, and is the strides.

    Keras 1 took the kernel's rows and columns there. Today the convolution moves in steps of its whole kernel, and runs.

    ```python
    layers.Conv2D(32, 3, 3)  # information: a kernel of (3, 3) and strides of (3, 3)
    ```

    Fix: `Conv2D(32, (3, 3))`; `strides=3` where the steps are meant.
    """,
)
DENSE_ON_SEQUENCE = rule(
    "dense-on-sequence",
    Severity.INFORMATION,
    """
    Dense acts on the last axis alone: over a sequence it answers for each step, and the steps reach the model's output.

    This is right for tagging and for sequences of predictions; for one answer a sample the sequence is to be reduced first.

    ```python
    layers.Dense(10)(layers.GRU(64, return_sequences=True)(x))  # information: (None, steps, 10)
    ```

    Fix: `return_sequences=False`, `Flatten()` or a pooling layer before.
    """,
)

RESHAPE_BATCH = rule(
    "reshape-batch",
    Severity.WARNING,
    """
    A reshape with -1 works for some batch sizes only.

    While the batch size is None, Keras compares nothing. When data come, the elements of the whole batch must fill the target shape:
    "Dimension size must be evenly divisible".

    ```python
    x = keras.Input((12, 50))
    ops.reshape(x, (-1, 12, 8, 6))  # 600 elements a sample, the target takes multiples of 576
    ```

    Fix: a target with as many elements as one sample has.
    """,
)
KERAS_TENSOR_IN_TF = rule(
    "keras-tensor-in-tf",
    Severity.ERROR,
    """
    A KerasTensor is passed to a function of TensorFlow or NumPy.

    What `keras.Input` and layers answer stands for a tensor that is not there yet. Since Keras 3, TensorFlow's functions refuse it:
    "A KerasTensor cannot be used as input to a TensorFlow function". NumPy's never took one, and an array to the left of an operator
    asks NumPy too.

    ```python
    x = keras.Input((20, 8))
    tf.reduce_mean(x, axis=1)  # error
    ```

    Fix: the function of the same kind in `keras.ops` (`ops.mean(x, axis=1)`), or a layer that calls TensorFlow in its `call`.
    """,
)

LIBRARY_RAISES = rule(
    "library-raises",
    Severity.ERROR,
    """
    A function of an installed library raises for these arguments.

    The library's own source was followed to a `raise` that no unknown value can avoid.

    ```python
    keras.applications.VGG16(input_shape=(3, 96, 96), include_top=False)  # error: Input size must be at least 32x32
    ```
    """,
)


def default_severity(code: str) -> Severity:
    """What a finding of this code counts as where nothing is configured."""
    return RULES[code].severity if code in RULES else Severity.ERROR
