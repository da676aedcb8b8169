"""What is at a path where a file is expected: other things are named and never opened (a pipe would be waited on for
ever)."""

from __future__ import annotations

from pathlib import Path

from kpidsl.problems.entry import Translated
from kpidsl.problems.problem import Problem, Span, problem

_KINDS = (
    (Path.is_dir, Translated("en mappe", "ei mappe", "a folder")),
    (Path.is_fifo, Translated("et rør (FIFO)", "eit røyr (FIFO)", "a pipe (FIFO)")),
    (Path.is_socket, Translated("en sokkel", "ein sokkel", "a socket")),
    (Path.is_char_device, Translated("en enhet", "ei eining", "a device")),
    (Path.is_block_device, Translated("en enhet", "ei eining", "a device")),
    (
        Path.is_symlink,
        Translated(
            "en lenke som ikke fører til noe", "ei lenkje som ikkje fører til noko", "a link that leads nowhere"
        ),
    ),
)


_OUTWARDS = Translated("en lenke ut av mappen", "ei lenkje ut av mappa", "a link out of the folder")


def no_file_within(path: Path, folder: Path) -> Problem | None:
    """R023 as `no_file`, and for a link that leads out of `folder`: what lies there is not read, nor shown in
    messages."""
    if path.is_file() and not path.resolve().is_relative_to(folder.resolve()):
        return problem("R023", Span(str(path), 1), path=path.name, kind=_OUTWARDS)
    return no_file(path)


def no_file(path: Path) -> Problem | None:
    """R023 where something other than a file is at `path`; None where a file is, or nothing at all."""
    if path.is_file():
        return None
    for is_kind, kind in _KINDS:
        if is_kind(path):
            return problem("R023", Span(str(path), 1), path=path.name, kind=kind)
    return None
