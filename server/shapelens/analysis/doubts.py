"""What a trial of a function that nobody calls cannot be sure of.

The object that its methods are tried on was only made: what other methods set or fill may be anything by the time they run. A parameter
that is None by default may be given something, so what is wrong with None alone is not told.
"""

from __future__ import annotations

from ..findings import Finding
from ..interpreter.giving import altered_attributes, loosen
from ..interpreter.interpreter import Interpreter
from ..values import Class, Function, Instance, Value

CONSTRUCTOR = frozenset(("__init__",))


def doubt(run: Interpreter, made: Instance, owner: Class) -> None:
    """Makes what methods of an object's class set, or fill, as unknown as it is when another of them runs.

    Objects keep what is known of them, which a method puts another in the place of: most often one of the same shape.
    """
    for name in altered_attributes(run, owner, CONSTRUCTOR):
        loosen(run, made, name, f"the attribute {name}, which another method sets")


def takes_none(function: Value) -> bool:
    """Whether a parameter of a function is None unless the caller says otherwise."""
    if not isinstance(function, Function):
        return False
    return any(value is None for value in (*function.defaults, *function.keyword_defaults.values()))


def is_doubtful(finding: Finding, may_be_given: bool) -> bool:
    """Whether a finding of a trial may as well be wrong.

    may_be_given: whether something is None only because no caller gives it
    """
    facts = finding.facts
    if finding.code == "operand-shapes" and facts.get("expected") == 0:
        return True  # the layer would have been built before
    return may_be_given and (facts.get("is_none") is True or facts.get("value", 0) is None)
