"""How a Keras layer is described: one `LayerRule` a class.

A rule knows shapes and constructor arguments and nothing else: no syntax tree, no editor, no interpreter. `layer.py` calls it as
Keras calls a layer: the constructor's arguments are bound to Keras's own signature (`data/signatures.json`), `check`
runs, and at the first call `input_spec`, `weights`, then `output`; at later calls `built_spec` and `output`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from ...interpreter.context import Context
from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Size, Structure, Symbolic, Undetermined
from ...values import ABSENT, UNRECORDED, Instance, Object, Store, Unknown, Value, is_constant


@dataclass(frozen=True, slots=True)
class Weight:
    """A variable of a layer. `shape` may hold symbols."""

    name: str
    shape: Shape
    trainable: bool = True


@dataclass(frozen=True, slots=True)
class InputSpec:
    """What a layer demands of an input before it does anything. The fields are those of keras.InputSpec.

    `axes` maps an axis to the size that it must have.
    """

    rank: int | None = None
    min_rank: int | None = None
    max_rank: int | None = None
    axes: Mapping[int, Dim] = field(default_factory=dict)


class Config(Object):
    """A layer's constructor arguments, bound to its signature: `config.units` is the value given, or the default.

    Lists arrive as tuples. A value may be `Unknown` or `Symbolic`; the typed readers say what to do about it.
    """

    __slots__ = ("_is_fixed", "answers", "given", "lists", "parts", "values")
    CACHES = ("_is_fixed", "answers")

    def __init__(
        self,
        values: dict[str, Value],
        given: frozenset[str] = frozenset(),
        lists: frozenset[str] = frozenset(),
    ) -> None:
        self.values = values
        self.given = given
        """The names that the program itself passed as keywords."""
        self.parts = [value for value in values.values() if isinstance(value, (Store, tuple))]
        """Those that may hold layers."""
        self.lists = lists
        """The names of those tuples that are lists in the program."""
        self.answers: dict[Hashable, Any] | None = {} if all(map(_is_fixed, values, values.values())) else None
        """What the rule answered for shapes (see `calling.call_with_rule`); None where objects that may change have a say."""
        self._is_fixed: bool | None = None

    @property
    def is_fixed(self) -> bool:
        if self._is_fixed is None:
            self._is_fixed = all(map(is_constant, self.values.values()))
        return self._is_fixed

    def __getattr__(self, name: str) -> Value:
        try:
            return self.values[name]
        except KeyError:
            return Unknown(f"the argument {name}")

    def with_values(self, **values: Value) -> Config:
        """This configuration with further values, which are not arguments of the program."""
        return Config({**self.values, **values}, self.given, self.lists)

    def size(self, name: str) -> Size:
        """An integer argument; `UNKNOWN` where it cannot be told."""
        value = self.values.get(name)
        if isinstance(value, Symbolic):
            return value
        return int(value) if isinstance(value, int) else UNKNOWN

    def sizes(self, name: str, rank: int) -> tuple[Size, ...]:
        """An argument that is an integer for all axes or a tuple of `rank` integers. Wrong lengths are `check`'s matter."""
        value = self.values.get(name)
        if isinstance(value, tuple) and len(value) == rank:
            return tuple(map(_size, value))
        return (self.size(name),) * rank

    def flag(self, name: str) -> bool:
        """A truth value. Raises Undetermined where it cannot be told."""
        value = self.values.get(name)
        if value is None or isinstance(value, (bool, int, float, str, tuple)):
            return bool(value)
        raise Undetermined(f"the argument {name}")

    def text(self, name: str) -> str:
        """A string. Raises Undetermined where it is not a known one."""
        value = self.values.get(name)
        if isinstance(value, str):
            return value
        raise Undetermined(f"the argument {name}")

    def axes(self, name: str) -> tuple[int, ...]:
        """An axis or several, as a tuple. Raises Undetermined where they are not known."""
        value = self.values.get(name)
        axes = value if isinstance(value, tuple) else (value,)
        if all(isinstance(axis, int) for axis in axes):
            return tuple(axis for axis in axes if isinstance(axis, int))
        raise Undetermined(f"the argument {name}")

    def is_known(self, name: str) -> bool:
        """Whether the value is a plain constant (None included)."""
        value = self.values.get(name)
        return not isinstance(value, (Unknown, Symbolic))


def _is_fixed(name: str, value: Value) -> bool:
    """Whether an argument tells a rule the same for ever: not a layer, a cell or a list, but of how weights are made."""
    return name.endswith(WEIGHTS) or _is_constant(value)


def _is_constant(value: Value) -> bool:
    return all(map(_is_constant, value)) if isinstance(value, tuple) else not isinstance(value, Store)


WEIGHTS = ("initializer", "regularizer", "constraint", "activation")
"""Ends of the names of arguments that no shape depends on."""


def _size(value: Value) -> Size:
    if isinstance(value, Symbolic):
        return value
    is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return int(value) if is_whole and isinstance(value, (int, float)) else UNKNOWN


class LayerRule:
    """One Keras layer. Subclasses override what differs.

    `output` takes the shapes of the call's arguments under Keras's own names for them: the first is passed by position, and further
    ones (`initial_state`, `value`, `key`, `return_attention_scores`) only if `output` names them. A tensor argument arrives as a
    `Shape`, a list, tuple or dict of tensors as the same structure of Shapes, anything else as its value. `weights` and `built_spec`
    get further arguments in the same way. One that is called `is_symbolic` tells whether the call is traced (True) or computes.
    Every method may raise `Mismatch` (certain) or `Undetermined` (cannot be told). A Mismatch that Keras raises only when the traced
    call runs has what the tracing answers among its facts, as `output`.
    """

    spec: ClassVar[InputSpec | None] = None
    """What each input must be like, where it does not depend on the configuration."""
    name: ClassVar[str] = ""
    """`keras.layers.X`, set by the decorator."""
    has_list_input: ClassVar[bool] = False
    """Whether the first argument of a call is a list of tensors (merging layers, Attention)."""

    keywords: ClassVar[Mapping[str, Value]] = {}
    """Arguments that the constructor takes besides its signature's (through **kwargs), and their defaults."""
    methods: ClassVar[Mapping[str, Callable[..., Value]]] = {}
    """Methods of the class besides those of keras.Layer: implementations of `(ctx, layer, *arguments)`."""
    refuses_in_build: ClassVar[bool] = False
    """Whether a direct call of `build` already refuses what `input_spec` does; Keras checks the others in calls only."""
    ignores_keywords: ClassVar[bool] = False
    """Whether the constructor takes any other argument and does nothing with it."""
    settable: ClassVar[frozenset[str]] = frozenset()
    """Arguments that are attributes of the layer under the same name, which a call looks at: `gru.return_sequences = False`."""
    is_batchwise: ClassVar[bool] = False
    """Whether it certainly treats each example of a batch for itself: for inputs of one batch size the output's first axis is theirs,
    and nothing else of it depends on that size, or on whether the call is traced (an `activation` of "glu" aside)."""

    @property
    def label(self) -> str:
        """The class's short name, for messages."""
        return self.name.rpartition(".")[2]

    def check(self, config: Config) -> None:
        """The constructor's own checks: raises Mismatch("invalid-argument", ..., argument="units")."""

    def input_spec(self, config: Config) -> InputSpec | None:
        """What the input must be like before the layer is built."""
        return self.spec

    def built_spec(self, config: Config, input: Any) -> InputSpec | None:
        """What every later input must be like, once built for `input` (Keras's `self.input_spec` after `build`)."""
        return self.input_spec(config)

    def output(self, config: Config, input: Any) -> Structure:
        """The shape (or nested shapes) of what the layer answers."""
        raise Undetermined(f"the output of {self.name}")

    def weights(self, config: Config, input: Any) -> list[Weight]:
        """The variables that `build` makes for that input, in Keras's order."""
        return []

    def resolve(self, ctx: Context, config: Config) -> Config:
        """The configuration with what the rule must know of the program's own objects in it (an RNN's cell), once `check` passed."""
        return config

    def apply(self, ctx: Context, layer: Value, config: Config, arguments: dict[str, Value]) -> Value:
        """The whole call, on values, where shapes will not do (a wrapper of the program's own layer). ABSENT: call as usual."""
        return ABSENT

    def dtype(self, config: Config, input: str | None) -> str | None:
        """The output's dtype for an input's; by default the layer's own (float32)."""
        policy = config.values.get("dtype")
        if isinstance(policy, str):
            return policy.rpartition("_from_")[2].removeprefix("mixed_")
        return "float32" if policy is None else None

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        """The arithmetic of the output, a line for each dimension that is computed: "(28 - 3)/1 + 1 = 26"."""
        return []


LAYER = "keras.layers.Layer"

RuleType = TypeVar("RuleType", bound=type[LayerRule])

RULES: dict[str, LayerRule] = {}
"""Every rule by canonical class name; `layer.py` makes the classes of the interpreter from it."""


def layer(name: str) -> Callable[[RuleType], RuleType]:
    """Registers the rule of a Keras layer class. Aliases (`MaxPool2D`) are known from `data/signatures.json`."""

    def register(rule: RuleType) -> RuleType:
        rule.name = name
        RULES[name] = rule()
        return rule

    return register


def rule_of(layer: Value) -> LayerRule | None:
    """The rule of a layer's class, inherited if need be."""
    if isinstance(layer, Instance):
        for cls in layer.cls.mro:
            if cls.name in RULES:
                return RULES[cls.name]
    return None


UNRECORDED.add("_config")


CHANGED = "_changed"
"""The configuration of a layer of which the program set something later. Who calls it reads this field of the heap first."""


def layer_config(layer: Value) -> Config | None:
    """The bound constructor arguments of a layer that has a rule, with what the program set later."""
    if not isinstance(layer, Instance):
        return None
    config = layer.fields.get(CHANGED) or layer.fields.get("_config")
    return config if isinstance(config, Config) else None


def changed_layers(ctx: Context) -> tuple[Value, ...]:
    """The layers of which the program set something after they were called: a graph in which they are answers otherwise now."""
    changed = ctx.heap.get(ctx.heap.settings, CHANGED, ())
    return changed if isinstance(changed, tuple) else ()


def base_argument(ctx: Context, layer: Instance, name: str) -> Value:
    """What a layer was given for an argument that every layer takes; None where it was given nothing."""
    base = ctx.heap.get(layer, "_base")
    return next((value for key, value in base if key == name), None) if isinstance(base, tuple) else None


def positive(config: Config, *names: str) -> None:
    """Checks that each argument, where it is a number, is a positive integer."""
    for name in names:
        value = config.values.get(name)
        if isinstance(value, (int, float)) and (isinstance(value, float) or value <= 0):
            raise Mismatch(
                "invalid-argument", f"`{name}` must be a positive integer, got {value!r}", argument=name, value=value
            )
