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

    Broadcasting, matrix products, stacking, indexing and the functions of `keras.ops`, `tf` and `numpy`.

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

    ```python
    layers.Dense(8, kernel_size=3)  # error: Dense has no argument kernel_size
    ```
    """,
)


def default_severity(code: str) -> Severity:
    """What a finding of this code counts as where nothing is configured."""
    return RULES[code].severity if code in RULES else Severity.ERROR
