"""What is at a path where a file is expected: other things are named and never opened (a pipe would be waited on for
ever)."""

from __future__ import annotations

from pathlib import Path

from kpidsl.problems.problem import Problem, Span, problem

_KINDS = (
    (Path.is_dir, "en mappe", "a folder"),
    (Path.is_fifo, "et rør (FIFO)", "a pipe (FIFO)"),
    (Path.is_socket, "en sokkel", "a socket"),
    (Path.is_char_device, "en enhet", "a device"),
    (Path.is_block_device, "en enhet", "a device"),
    (Path.is_symlink, "en lenke som ikke fører til noe", "a link that leads nowhere"),
)


def no_file(path: Path) -> Problem | None:
    """R023 where something other than a file is at `path`; None where a file is, or nothing at all."""
    if path.is_file():
        return None
    for is_kind, nb, en in _KINDS:
        if is_kind(path):
            return problem("R023", Span(str(path), 1), path=path.name, kind_nb=nb, kind_en=en)
    return None
