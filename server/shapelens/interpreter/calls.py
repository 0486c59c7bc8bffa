"""Calling a value: functions with every kind of parameter, classes, instances, natives."""

from __future__ import annotations

import ast
from collections.abc import Callable
from operator import lt
from typing import TYPE_CHECKING, NamedTuple

from ..findings import Finding, Severity
from ..values import (
    ABSENT,
    BoundMethod,
    Change,
    Choice,
    Class,
    Decorated,
    Function,
    Instance,
    ListValue,
    Native,
    Partial,
    Scope,
    Unknown,
    Value,
)
from . import registry
from .attributes import bind
from .budget import OutOfBudget
from .execution import execute_block
from .frame import Flow, Frame, contains_yield
from .giving import give_away
from .paths import enclose, holds

if TYPE_CHECKING:
    from .interpreter import Interpreter

MOST_DOUBTFUL = 1
"""So many calls of itself that a function may or may not make are followed."""

Arguments = tuple[Value, ...]
Keywords = dict[str, Value]


def call(run: Interpreter, callee: Value, arguments: Arguments, keywords: Keywords) -> Value:
    """`callee(*arguments, **keywords)`."""
    run.step()
    if isinstance(callee, Native):
        return run.apply_native(callee, arguments, keywords)
    if isinstance(callee, BoundMethod):
        return call(run, callee.function, (callee.receiver, *arguments), keywords)
    if isinstance(callee, Function):
        return call_function(run, callee, arguments, keywords)
    if isinstance(callee, Class):
        return construct(run, callee, arguments, keywords)
    if isinstance(callee, Instance):
        return _call_instance(run, callee, arguments, keywords)
    if isinstance(callee, Partial):
        return call(run, callee.function, callee.arguments + arguments, {**callee.keywords, **keywords})
    if isinstance(callee, Choice):
        return _call_choice(run, callee, arguments, keywords)
    if isinstance(callee, Decorated):
        return call(run, callee.function, arguments, keywords)
    if isinstance(callee, Unknown):
        give_away(run, (*arguments, *keywords.values()))
        return Unknown(callee.reason, callee.span)
    method = registry.method_of(type(callee), "__call__")
    if method is not ABSENT:
        return call(run, method, (callee, *arguments), keywords)
    return run.unknown(f"a call of a {type(callee).__name__}")


def construct(run: Interpreter, cls: Class, arguments: Arguments, keywords: Keywords) -> Value:
    """`Class(...)`: an instance of the program's class, or what a construction like this one made."""
    if _has_own_initializer(cls) and not run.memory.is_small(cls):
        return run.memory.call(run, cls, cls, arguments, keywords, _construct)
    return _construct(run, cls, arguments, keywords)


def _has_own_initializer(cls: Class) -> bool:
    """Whether its `__init__` is the program's, or a library's that is read from its source."""
    return isinstance(next((c.fields["__init__"] for c in cls.mro if "__init__" in c.fields), None), Function)


def _construct(run: Interpreter, cls: Class, arguments: Arguments, keywords: Keywords) -> Value:
    """`__new__` where a library defines one, else an instance and its `__init__`."""
    metaclass_call = cls.lookup(run.heap, "__construct__")
    if metaclass_call is not None:
        return call(run, metaclass_call[0], (cls, *arguments), keywords)
    maker = cls.lookup(run.heap, "__new__")
    if maker is not None:
        function = maker[0].function if isinstance(maker[0], Decorated) else maker[0]
        made = call(run, function, (cls, *arguments), keywords)
        if not isinstance(made, Instance) or cls not in made.cls.mro:
            return made
        instance = made
    else:
        instance = Instance(run.heap, cls, run.span)
    initializer = cls.lookup(run.heap, "__init__")
    if initializer is not None:
        done = call(run, bind(initializer[0], instance, cls), arguments, keywords)
        if isinstance(done, Unknown) and done.reason == RAISES.format("__init__"):
            return Unknown(f"an instance of {cls.short_name}, whose `__init__` raises", run.span)
    elif cls.has_unknown_base:
        return Unknown(f"an instance of {cls.short_name}, whose base class is unknown", run.span)
    return instance


def _call_instance(run: Interpreter, instance: Instance, arguments: Arguments, keywords: Keywords) -> Value:
    if run.memory.is_small(instance.cls):
        return _use_instance(run, instance, arguments, keywords)
    return run.memory.call(run, instance, instance.cls, arguments, keywords, _use_instance)


def _use_instance(run: Interpreter, instance: Instance, arguments: Arguments, keywords: Keywords) -> Value:
    method = instance.cls.lookup(run.heap, "__call__")
    if method is None:
        return run.unknown(f"a call of a {instance.cls.short_name}")
    return call(run, bind(method[0], instance, instance.cls), arguments, keywords)


def _call_choice(run: Interpreter, choice: Choice, arguments: Arguments, keywords: Keywords) -> Value:
    """Calls each alternative. One that cannot be called so is not the one that is there, where another can."""
    tried: list[tuple[Value, list[Change], list[Finding]]] = []
    for alternative in choice.alternatives:
        with run.captured() as findings:
            value, changes = run.attempt(lambda a=alternative: call(run, a, arguments, keywords))  # type: ignore[misc]
        tried.append((value, changes, findings))
    possible = [one for one in tried if not any(finding.severity is Severity.ERROR for finding in one[2])] or tried
    for _, _, findings in possible:
        run.record.findings += findings
    run.merge(*[changes for _, changes, _ in possible])
    return run.join_all([value for value, _, _ in possible])


def call_function(run: Interpreter, function: Function, arguments: Arguments, keywords: Keywords) -> Value:
    """Executes a function of the program in a new frame, or answers what it did at a call like this one."""
    node = function.node
    if run.memory.is_small(node) or run.active.get(node):
        return _enter(run, function, arguments, keywords)
    return run.memory.call(run, function, node, arguments, keywords, _enter)


def _enter(run: Interpreter, function: Function, arguments: Arguments, keywords: Keywords) -> Value:
    node = function.node
    active = run.active.setdefault(node, [])
    if run.depth >= run.budget.depth or len(active) >= run.budget.recursion or _is_doubtful(run, active):
        run.depend_on_everything()
        return run.unknown(f"{function.name} recurses too deeply")
    scope = Scope(run.heap, function.scope)
    frame = Frame(scope, function.unit, function.module, function)
    misfit = bind_arguments(run, function, arguments, keywords, scope)
    if misfit is not None:
        surplus = misfit.surplus
        is_own = run.modules is None or not run.modules.is_library(function.unit.path)
        if surplus is not None and not is_own and run.is_in_file and function.scope.parent is None:
            told = f"{function.name} has no argument `{surplus}`"
            run.report("unknown-argument", told, span=run.argument_span(surplus), name=surplus)
        return run.unknown(f"{function.name}: {misfit.problem}")
    if arguments:
        frame.receiver = arguments[0]
    if contains_yield(function.node):
        frame.yields = []
        frame.inside, run.inside = run.inside, None
    outer_frame, run.frame = run.frame, frame
    outer_here = run.here
    run.depth += 1
    active.append(run.attempts)
    if frame.path == run.path:
        run.record.entered.append(node)
    try:
        return _execute(run, function, frame)
    except RecursionError:
        run.depend_on_everything()
        return Unknown(f"{function.name} nests too deeply")
    finally:
        run.frame, run.here = outer_frame, outer_here
        run.depth -= 1
        active.pop()


def _is_doubtful(run: Interpreter, active: list[int]) -> bool:
    """Whether a function that calls itself is not known to do so, time and again: what is unknown would lead it on for ever."""
    return len(active) > MOST_DOUBTFUL and sum(map(lt, active, [*active[1:], run.attempts])) > MOST_DOUBTFUL


def call_around(
    run: Interpreter, callee: Value, arguments: Arguments, keywords: Keywords, inside: Callable[[Value], None]
) -> None:
    """Executes a generator function with an action at its `yield`. Where it is none, nothing is done."""
    while isinstance(callee, (BoundMethod, Decorated)):
        if isinstance(callee, BoundMethod):
            arguments = (callee.receiver, *arguments)
        callee = callee.function
    if isinstance(callee, Function) and contains_yield(callee.node):
        run.inside = inside
        try:
            _enter(run, callee, arguments, keywords)
        finally:
            run.inside = None


RAISES = "{} raises"
"""Why the answer of a function is not known that raises on every path."""


def _execute(run: Interpreter, function: Function, frame: Frame) -> Value:
    if isinstance(function.node, ast.Lambda):
        value = run.evaluate(function.node.body)
        return value if frame.yields is None else ListValue.yielded(run.heap, frame.yields)
    body = function.node.body

    def to_the_end() -> Flow:
        flow = execute_block(run, body)
        if flow is Flow.NORMAL:
            frame.results.append(None)
        return flow

    flow = enclose(run, Flow.RETURN, to_the_end) if holds(function.node, ast.Return) else to_the_end()
    if frame.yields is not None:
        if frame.is_open:
            return ListValue.yielded(run.heap, None, run.join_all(frame.yields))
        return ListValue.yielded(run.heap, frame.yields)
    if flow is Flow.RAISE and not frame.results:
        return run.unknown(RAISES.format(function.name))
    return run.join_all(frame.results)


class Misfit(NamedTuple):
    """Why arguments cannot be bound. `surplus`: the keyword that is no parameter, if that is why."""

    problem: str
    surplus: str | None = None


def bind_arguments(
    run: Interpreter, function: Function, arguments: Arguments, keywords: Keywords, scope: Scope
) -> Misfit | None:
    """Gives each parameter its value in `scope`, as Python binds them; answers what does not fit, if anything."""
    parameters = function.node.args
    positional = [*parameters.posonlyargs, *parameters.args]
    fields = scope.fields
    rest = dict(keywords)
    is_open = rest.pop(OPEN_KEYWORDS, None)
    for parameter, value in zip(positional, arguments):
        fields[parameter.arg] = value
    if len(arguments) > len(positional):
        if parameters.vararg is None:
            return Misfit("too many arguments")
        fields[parameters.vararg.arg] = arguments[len(positional) :]
    elif parameters.vararg is not None:
        fields[parameters.vararg.arg] = ()
    first_default = len(positional) - len(function.defaults)
    for index in range(len(arguments), len(positional)):
        name = positional[index].arg
        if name in rest and index >= len(parameters.posonlyargs):
            fields[name] = rest.pop(name)
        elif is_open is True and index >= len(parameters.posonlyargs):
            fields[name] = Unknown(f"the argument {name}")
        elif index >= first_default:
            fields[name] = function.defaults[index - first_default]
        else:
            return Misfit(f"no argument {name}")
    for parameter in parameters.kwonlyargs:
        name = parameter.arg
        if name in rest:
            fields[name] = rest.pop(name)
        elif is_open is True:
            fields[name] = Unknown(f"the argument {name}")
        elif name in function.keyword_defaults:
            fields[name] = function.keyword_defaults[name]
        else:
            return Misfit(f"no argument {name}")
    if parameters.kwarg is not None:
        fields[parameters.kwarg.arg] = run.dict(dict(rest.items()), is_open is not None)
        return None
    surplus = next((name for name, value in rest.items() if not (is_open and isinstance(value, Unknown))), None)
    return None if surplus is None else Misfit(f"an unexpected argument {surplus}", surplus)


OPEN_KEYWORDS = "**"
"""The keyword under which a call carries that there may be more keywords than are known: True, or `SURPLUS`."""

SURPLUS = "surplus"
"""In place of True: none of them is a parameter of the function."""


def call_safely(run: Interpreter, callee: Value, arguments: Arguments, keywords: Keywords) -> Value:
    """A call that also survives running out of budget (used where the analysis itself starts a call)."""
    try:
        return call(run, callee, arguments, keywords)
    except OutOfBudget:
        return Unknown("over budget")
