"""Bidirectional: a recurrent layer and its mirror image."""

from __future__ import annotations

from typing import Any

from ....interpreter.context import Context
from ....shapes import Dim, Mismatch, Shape, Structure, Undetermined, arithmetic, same
from ....values import ABSENT, Class, Instance, Value
from ..arguments import PLAIN, invalid
from ..rule import RULES, Config, InputSpec, LayerRule, Weight, layer, layer_config, rule_of
from .rnn import RunRule

MERGE_MODES = ("sum", "mul", "ave", "concat", None)


@layer("keras.layers.Bidirectional")
class Bidirectional(LayerRule):
    """Runs a recurrent layer forwards and a copy of it backwards, and merges what they answer.

    Input shape:  that of the layer
    Output shape: that of the layer, with merge_mode "concat" twice as large on the last axis, with None twice; with return_state
                  followed by the states of both
    Weights:      those of the layer, twice
    Source: keras.layers.Bidirectional
    """

    is_batchwise = True

    def check(self, config: Config) -> None:
        mode = config.values.get("merge_mode")
        if isinstance(mode, (*PLAIN, tuple)) and mode not in MERGE_MODES:
            raise invalid("merge_mode", "'sum', 'mul', 'ave', 'concat' or None", mode)
        _check_recurrent(config, "layer")
        if config.values.get("backward_layer") is not None:
            _check_recurrent(config, "backward_layer")
        _check_directions(config)

    def input_spec(self, config: Config) -> InputSpec | None:
        rule, inner = _recurrent(config, "layer")
        return rule.input_spec(inner)

    def built_spec(self, config: Config, input: Any) -> InputSpec | None:
        rule, inner = _recurrent(config, "layer")
        return rule.built_spec(inner, input)

    def output(self, config: Config, input: Any, initial_state: Any = None, is_symbolic: bool = True) -> Structure:
        rule, inner = _recurrent(config, "layer")
        forward = rule.output(inner, input)
        backward = forward
        if config.values.get("backward_layer") is not None:
            other, mirrored = _recurrent(config, "backward_layer")
            backward = other.output(mirrored, input)
        answer = self._merged(config, inner, forward, backward, is_symbolic)
        self._check_states(config, input, initial_state, answer)
        return answer

    def _merged(
        self, config: Config, inner: Config, forward: Structure, backward: Structure, is_symbolic: bool
    ) -> Structure:
        mode = config.values.get("merge_mode")
        if not isinstance(mode, PLAIN):
            raise Undetermined("the argument merge_mode")
        first, second = forward, backward
        states: tuple[Structure, ...] = ()
        if inner.flag("return_state"):
            if not isinstance(forward, tuple) or not isinstance(backward, tuple):
                raise Undetermined("the states of the layer")
            first, second = forward[0], backward[0]
            states = (*forward[1:], *(forward if is_symbolic else backward)[1:])
        if not isinstance(first, Shape) or not isinstance(second, Shape):
            raise Undetermined("the output of the layer")
        if mode is None:
            return (first, first if is_symbolic else second, *states)
        merged = first
        if mode == "concat":
            merged = first.replace(-1, _both(first.last, second.last, is_symbolic))
        answer: Structure = (merged, *states) if states else merged
        if mode != "concat" and same(first.last, second.last) is False and 1 not in (first.last, second.last):
            raise Mismatch(
                "merge-shapes",
                f"merge_mode {mode!r} needs two outputs of one size, got {first} forwards and {second} backwards",
                argument="backward_layer",
                output=answer,
            )
        return answer

    def _check_states(self, config: Config, input: Any, given: Any, answer: Structure) -> None:
        """The first half of the initial states is the forward layer's, the second the backward layer's."""
        if not isinstance(given, (list, tuple)):
            return
        half = len(given) // 2
        parts = (("layer", given[:half]), ("backward_layer", given[half:]))
        for argument, states in parts:
            name = argument if config.values.get(argument) is not None else "layer"
            rule, inner = _recurrent(config, name)
            try:
                rule.output(inner, input, initial_state=list(states))  # type: ignore[call-arg]
            except Mismatch as problem:
                problem.facts["output"] = answer
                raise

    def weights(self, config: Config, input: Any) -> list[Weight]:
        rule, inner = _recurrent(config, "layer")
        forward = rule.weights(inner, input)
        if config.values.get("backward_layer") is None:
            return forward * 2
        other, mirrored = _recurrent(config, "backward_layer")
        return [*forward, *other.weights(mirrored, input)]

    def apply(self, ctx: Context, layer: Value, config: Config, arguments: dict[str, Value]) -> Value:
        """Only lets the layer show its cell a step (RNN.apply)."""
        inner = config.values.get("layer")
        rule = rule_of(inner)
        settings = None if rule is None else layer_config(inner)
        if isinstance(rule, RunRule) and settings is not None:
            rule.apply(ctx, inner, settings, arguments)
        return ABSENT

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        rule, inner = _recurrent(config, "layer")
        forward = rule.output(inner, input)
        lines = rule.explain(inner, input, forward)
        single = forward[0] if isinstance(forward, tuple) else forward
        merged = output[0] if isinstance(output, tuple) else output
        mode = config.values.get("merge_mode")
        if mode == "concat" and isinstance(single, Shape) and isinstance(merged, Shape):
            return [*lines, f"forwards and backwards, side by side: 2*{single.last} = {merged.last}"]
        return lines


def _both(forward: Dim, backward: Dim, is_symbolic: bool) -> Dim:
    """The last axis of both outputs side by side. Traced, Keras takes the forward layer's twice."""
    return arithmetic("+", forward, forward if is_symbolic else backward)


def _recurrent(config: Config, argument: str) -> tuple[RunRule, Config]:
    """The rule and the configuration of the wrapped layer."""
    value = config.values.get(argument)
    rule = rule_of(value)
    inner = None if rule is None else layer_config(value)
    if isinstance(rule, RunRule) and inner is not None:
        return rule, inner
    raise Undetermined("a layer that is not one of Keras's recurrent layers")


def _check_recurrent(config: Config, argument: str) -> None:
    value = config.values.get(argument)
    if isinstance(value, (*PLAIN, tuple, Class)):
        raise invalid(argument, "a recurrent layer", value)
    if isinstance(value, Instance) and value.cls.name in RULES and not isinstance(rule_of(value), RunRule):
        raise Mismatch(
            "invalid-argument",
            f"`{argument}` must be a recurrent layer, such as LSTM, got {value.cls.short_name}",
            argument=argument,
            value=value.cls.short_name,
        )


def _check_directions(config: Config) -> None:
    """One layer must run backwards, the other forwards; all else that bears on the output must agree."""
    try:
        _, forward = _recurrent(config, "layer")
        if config.values.get("backward_layer") is None:
            if forward.values.get("go_backwards") is True:
                raise Mismatch(
                    "invalid-argument",
                    "the layer must run forwards (`go_backwards=False`), for its copy runs backwards",
                    argument="layer",
                )
            return
        _, backward = _recurrent(config, "backward_layer")
    except Undetermined:
        return
    ours, theirs = forward.values.get("go_backwards"), backward.values.get("go_backwards")
    if isinstance(ours, bool) and ours is theirs:
        raise Mismatch(
            "invalid-argument",
            f"both layers have `go_backwards={ours}`; one must run backwards",
            argument="backward_layer",
        )
    for name in ("stateful", "return_sequences", "return_state"):
        ours, theirs = forward.values.get(name), backward.values.get(name)
        if isinstance(ours, bool) and isinstance(theirs, bool) and ours is not theirs:
            raise Mismatch(
                "invalid-argument",
                f"both layers must have the same `{name}`, got {ours} forwards and {theirs} backwards",
                argument="backward_layer",
            )
