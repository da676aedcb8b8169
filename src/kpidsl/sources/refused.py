"""The exception for a file that cannot be used."""

from __future__ import annotations

from kpidsl.problems import Problem


class RefusedFileError(Exception):
    """Raised by what reads a file, and caught by what asked for its rows; `problems` say why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(p.code for p in problems))
        self.problems = problems
