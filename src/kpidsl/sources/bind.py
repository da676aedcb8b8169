"""Finds the files of each source: those the project file names, otherwise a file or folder with the source's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kpidsl.left_behind import is_left_behind
from kpidsl.model.spec import Source
from kpidsl.problems import Problem, Translated, problem
from kpidsl.problems.no_file import no_file
from kpidsl.project import ProjectFile, SourceSettings
from kpidsl.sources.file_kinds import ALWAYS_DATA, not_read

ENDINGS = (".csv", ".parquet", ".xlsx")
NOT_READY_WORDS = ("tall ikke klare", "tal ikkje klare", "figures not ready")
"""What stands for a figure that is not ready in a source whose figures are entered by hand, besides its own marks."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A source's files in name order, all with the same ending, and the settings they are read with."""

    files: tuple[Path, ...]
    settings: SourceSettings


def bind(
    sources: Mapping[str, Source], data: Path, project: ProjectFile
) -> tuple[dict[str, Binding], tuple[Problem, ...]]:
    """Return the binding of each source by name, and the problems.

    A source is not bound, and has a problem, where it has no file (P003), several candidates or endings (P004), a path
    that leaves the data folder (P005), something that is not a file (R023), or a kind of file that is not read (P093).
    """
    bound: dict[str, Binding] = {}
    problems: list[Problem] = []
    root = data.resolve()
    for name in sources:
        settings = project.sources.get(name, SourceSettings())
        paths = [data / settings.path] if settings.path else _by_convention(data, name)
        if len(paths) > 1:
            problems.append(problem("P004", source=name, files=", ".join(p.name for p in paths)))
            continue
        files = _files(paths[0]) if paths else ()
        strange = [wrong for path in files if (wrong := no_file(path)) is not None]
        strange += _not_read(paths[0] if paths else None, data, name)
        if strange:
            problems += strange
        elif any(not f.resolve().is_relative_to(root) for f in files):
            problems.append(problem("P005", source=name))
        elif not files:
            looked = settings.path or f"{name}.csv, {name}.parquet, {name}.xlsx, {name}/"
            what = Translated(f"kilden «{name}»", f"kjelda «{name}»", f"the source “{name}”")
            problems.append(problem("P003", source=name, what=what, looked=Translated(*3 * [looked]), folder=data))
        elif len({f.suffix.lower() for f in files}) > 1:
            problems.append(problem("P004", source=name, files=", ".join(f.name for f in files[:4])))
        else:
            bound[name] = Binding(files, _with_marks(sources[name], settings))
    return bound, tuple(problems)


def _with_marks(source: Source, settings: SourceSettings) -> SourceSettings:
    """The settings with the words for figures that are not ready, where they are entered by hand."""
    if not source.entered_by:
        return settings
    marks = {**dict.fromkeys(NOT_READY_WORDS, "not_ready"), **settings.marks}
    return settings.model_copy(update={"marks": marks})


def _not_read(read: Path | None, data: Path, name: str) -> list[Problem]:
    """P093 for each table of an unsupported kind where the source is expected, so that a month sent as .xls is not
    silently skipped."""
    if read is None:
        wanted = unicodedata.normalize("NFC", name)
        paths = [p for p in sorted(data.iterdir()) if wanted in _called(p) and p.is_file()]
    elif read.is_dir():
        called = {_shape(path) for path in _files(read)}
        paths = [p for p in sorted(read.iterdir()) if p.suffix.lower() in ALWAYS_DATA or _shape(p) in called]
        paths = [p for p in paths if not is_left_behind(p)]
    else:
        paths = [read]
    return [wrong for path in paths if (wrong := not_read(path)) is not None]


def _shape(path: Path) -> str:
    """What the file is called but for its numbers: of months `2026-09.csv` and `2026-10.txt` have the same."""
    return re.sub(r"\d", "0", unicodedata.normalize("NFC", path.stem).casefold())


def _called(path: Path) -> tuple[str, str]:
    """What a file is called without its ending, and without a further one (`tall.csv.gz`)."""
    own = unicodedata.normalize("NFC", path.stem)
    return own, own.removesuffix(Path(own).suffix) if path.suffix.lower() in ALWAYS_DATA else own


def _by_convention(data: Path, name: str) -> list[Path]:
    wanted = unicodedata.normalize("NFC", name)
    paths = []
    for path in sorted(data.iterdir()):
        if is_left_behind(path):
            continue
        own = unicodedata.normalize("NFC", path.name)
        if (path.is_dir() and own == wanted) or (path.suffix.lower() in ENDINGS and own[: -len(path.suffix)] == wanted):
            paths.append(path)
    return paths


def _files(path: Path) -> tuple[Path, ...]:
    """The files to read at that path: the folder's, or the path itself (which may turn out not to be a file); empty
    if nothing exists."""
    if path.is_dir():
        return tuple(sorted(p for p in path.iterdir() if p.suffix.lower() in ENDINGS and not is_left_behind(p)))
    return (path,) if path.exists() or path.is_symlink() else ()
