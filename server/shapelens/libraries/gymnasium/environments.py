"""`gymnasium.make(name)`: observations and actions of the environments that come with Gymnasium."""

from __future__ import annotations

from dataclasses import dataclass

from ...interpreter import Context
from ...interpreter.registry import attribute, function, method
from ...shapes import UNKNOWN, Shape
from ...values import Kind, Object, Tensor, Value


class Space(Object):
    """A `Box` of a shape, or a `Discrete` of a number of values."""

    __slots__ = ("dtype", "number", "shape")

    def __init__(self, shape: tuple[int, ...] = (), number: int | None = None, dtype: str = "float32") -> None:
        self.shape = shape
        self.number = number
        self.dtype = dtype if number is None else "int64"


@dataclass(frozen=True, slots=True)
class Facts:
    """The spaces of an environment: a shape of a Box, a number of a Discrete."""

    observation: tuple[int, ...] | int
    action: tuple[int, ...] | int
    dtype: str = "float32"


ENVIRONMENTS: dict[str, Facts] = {
    "CartPole": Facts((4,), 2),
    "Acrobot": Facts((6,), 3),
    "MountainCar": Facts((2,), 3),
    "MountainCarContinuous": Facts((2,), (1,)),
    "Pendulum": Facts((3,), (1,)),
    "LunarLander": Facts((8,), 4),
    "LunarLanderContinuous": Facts((8,), (2,)),
    "BipedalWalker": Facts((24,), (4,)),
    "BipedalWalkerHardcore": Facts((24,), (4,)),
    "CarRacing": Facts((96, 96, 3), (3,), "uint8"),
    "FrozenLake": Facts(16, 4),
    "FrozenLake8x8": Facts(64, 4),
    "CliffWalking": Facts(48, 4),
    "Taxi": Facts(500, 6),
}
"""By the name without its version."""


class Environment(Object):
    """An environment. Gym before 0.26 answers fewer values: what `reset` and `step` answer there is not known."""

    __slots__ = ("facts",)

    def __init__(self, facts: Facts) -> None:
        self.facts = facts


def space(facts: tuple[int, ...] | int, dtype: str) -> Space:
    return Space(number=facts) if isinstance(facts, int) else Space(facts, None, dtype)


@function("gymnasium.make")
def make(ctx: Context, id: Value, *_: Value, continuous: Value = None, map_name: Value = None, **__: Value) -> Value:
    """An environment by its name (`CartPole-v1`); settings that change its spaces make it unknown."""
    facts = ENVIRONMENTS.get(id.rpartition("-v")[0]) if isinstance(id, str) else None
    if facts is None or continuous is not None or map_name is not None:
        return ctx.unknown("an environment")
    return Environment(facts)


@attribute(Environment, "observation_space")
def observation_space(ctx: Context, self: Environment) -> Value:
    return space(self.facts.observation, self.facts.dtype)


@attribute(Environment, "action_space")
def action_space(ctx: Context, self: Environment) -> Value:
    return space(self.facts.action, "float32")


@attribute(Environment, "unwrapped")
def unwrapped(ctx: Context, self: Environment) -> Value:
    return self


@method(Environment, "seed", "close", "render")
def silent(ctx: Context, self: Environment, *_: Value, **__: Value) -> Value:
    """Changes no shape."""
    return ctx.unknown("what an environment shows")


@method(Environment, "__getattr__")
def anything(ctx: Context, self: Environment, name: str) -> Value:
    return ctx.unknown(f"{name} of an environment")


@attribute(Space, "shape")
def shape_of(ctx: Context, self: Space) -> Value:
    return self.shape


@attribute(Space, "n")
def number_of(ctx: Context, self: Space) -> Value:
    return UNKNOWN if self.number is None else self.number


@attribute(Space, "high", "low")
def bounds(ctx: Context, self: Space) -> Value:
    """An array of the shape."""
    return Tensor(Shape(*self.shape), Kind.ARRAY, self.dtype, ctx.span)


@method(Space, "sample")
def sample(ctx: Context, self: Space, *_: Value, **__: Value) -> Value:
    """One element."""
    return Tensor(Shape(*self.shape), Kind.ARRAY, self.dtype, ctx.span)


@method(Space, "__getattr__")
def of_space(ctx: Context, self: Space, name: str) -> Value:
    return ctx.unknown(f"{name} of a space")
