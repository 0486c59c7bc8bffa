"""What a shape operation answers when it cannot be done for any value of the unknowns."""

from __future__ import annotations

from typing import Any


class Mismatch(Exception):
    """A certain mismatch, in the words of the domain.

    code:     the finding's rule (`findings/catalogue.py`), e.g. `input-rank`
    problem:  one sentence that says what was needed and what arrived
    argument: the constructor or call argument that set the expectation (`units`, `axis`), if one did
    input:    which input is at fault: its index or its name in the call; 0 for the first
    facts:    what a fix needs to know (`expected_rank=3`, `min_rank=4`, `axis=-1`, `expected=784`, ...)

    Where it is shown and how it is mended is decided elsewhere.
    """

    def __init__(
        self,
        code: str,
        problem: str,
        *,
        argument: str | None = None,
        input: int | str = 0,
        **facts: Any,
    ) -> None:
        super().__init__(problem)
        self.code = code
        self.problem = problem
        self.argument = argument
        self.input = input
        self.facts: dict[str, Any] = facts


class Undetermined(Exception):
    """Something that cannot be known is needed to go on; the answer is unknown. `reason` goes to `--explain`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
