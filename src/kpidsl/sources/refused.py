"""A file that cannot be used, said where its lines are read."""

from __future__ import annotations

from kpidsl.problems import Problem


class RefusedFileError(Exception):
    """Reading stops here; `problems` say why. Raised by what reads lines, caught by what asked for them."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(p.code for p in problems))
        self.problems = problems
