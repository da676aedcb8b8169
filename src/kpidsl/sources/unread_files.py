"""Files in the data folder that nothing reads, although their names say that they were meant to be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from kpidsl.left_behind import is_left_behind
from kpidsl.problems import Problem, Span, problem
from kpidsl.problems.nearest import nearest
from kpidsl.project import FILE, ProjectFile
from kpidsl.sources.bind import ENDINGS
from kpidsl.sources.file_kinds import BY_ENDING
from kpidsl.sources.tables.assessments import ASSESSMENTS
from kpidsl.sources.tables.register import CHANGES, REGISTER
from kpidsl.sources.tables.roles import ROLES
from kpidsl.sources.tables.targets import TARGETS

_VERSIONS = frozenset(
    (
        "copy", "endelig", "final", "gamle", "gammel", "gammelt", "kopi", "korrigert", "korrigerte", "new", "ny", "nye",
        "nytt", "old", "rettet", "v2", "v3",
    )
)  # fmt: skip
"""Words that people put beside a file's name when they keep several versions of it."""
_BEGINNING = 5
"""Letters from which on the beginning of a name is taken for it."""


def unread_files(
    data: Path, root: Path, settings: ProjectFile, sources: Collection[str], read: Iterable[Path]
) -> Iterator[Problem]:
    """D066 for a project file in the data folder instead of in `root`, where the specification is; D065 for each table
    there that is not read and whose name is nearly that of a source or of a table beside the rows; D079 for each file
    of a kind that is not read beside one that is read under the same name; D105 for each folder of tables within the
    folder of a source. D065 also for a file in `root` that is called nearly as a project file is.

    `sources` are the names of all sources of the specification, `read` the files and folders that are read. Files with
    other names are not mentioned: specifications share data folders.
    """
    yield from _called_nearly_so(root)
    if (data / FILE).is_file() and data.resolve() != root.resolve():
        yield problem("D066", Span(str(data / FILE), 1), folder=root.name)
    read = tuple(read)
    own = {data / one.path for one in settings.sources.values() if one.path}
    yield from _folders_within({path.parent for path in read if path not in own} - {data})
    tables = [name for form in (REGISTER, CHANGES, TARGETS, ASSESSMENTS, ROLES) for name in form.files]
    named = {settings.register_file, settings.changes, settings.targets, settings.assessments, settings.roles}
    names = [*sources, *tables]
    taken = {path.name for path in read} | {Path(name).name for name in named if name}
    exact = {_plain(name) for name in tables}
    listed = sorted(data.iterdir())
    beside = [path for path in listed if path.suffix.lower() in ENDINGS and _plain(path.stem) in exact]
    used = {_plain(path.stem): path.name for path in beside}
    used |= {_plain(path.stem if path.parent == data else path.parent.name): path.name for path in read}
    for path in listed:
        if path.name in taken or is_left_behind(path) or path.suffix.lower() not in (*ENDINGS, *BY_ENDING):
            continue
        inner = Path(path.stem)
        doubled = inner.suffix.lower() in ENDINGS  # a system that hides endings adds the one that it thinks is missing
        stem = _plain(inner.stem if doubled else path.stem)
        if stem in used and (kind := BY_ENDING.get(path.suffix.lower())):
            yield problem("D079", Span(str(path), 1), file=path.name, kind=kind, read=used[stem])
            continue
        as_it_should = not doubled and (stem in exact or path.stem in sources)
        if path.is_file() and not as_it_should and (near := _meant(stem, names)):
            yield problem("D065", Span(str(path), 1), file=path.name, near=near)


def _called_nearly_so(root: Path) -> Iterator[Problem]:
    """D065 for each file that a project without a project file has under nearly that name: its settings hold for
    nothing."""
    if (root / FILE).exists():
        return
    for path in sorted(root.iterdir()):
        name = path.name.casefold().removesuffix(".txt")
        if path.is_file() and not is_left_behind(path) and nearest(name, [FILE]):
            yield problem("D065", Span(str(path), 1), file=path.name, near=FILE)


def _folders_within(folders: Iterable[Path]) -> Iterator[Problem]:
    """D105 for each folder that has tables and lies within one whose own files are read: a year put into a folder of
    its own is a year without figures."""
    for within in (one for folder in sorted(folders) for one in sorted(folder.iterdir())):
        if within.is_dir() and not is_left_behind(within):
            count = sum(path.suffix.lower() in ENDINGS and not is_left_behind(path) for path in within.rglob("*"))
            if count:
                yield problem("D105", Span(str(within), 1), folder=within.name, read=within.parent.name, count=count)


def _meant(stem: str, names: Collection[str]) -> str | None:
    """The name that the file is a version of (`tall - Kopi`, `tall (1)`, `gamle tall`), nearly has, or has the
    beginning of; None where it is none of these."""
    words = re.findall(r"\w+", stem.replace("_", " "))
    left = [word for word in words if word not in _VERSIONS and not word.isdigit()]
    versions = [name for name in names if left and re.findall(r"\w+", _plain(name).replace("_", " ")) == left]
    return versions[0] if versions else nearest(stem, names) or _longer(stem, names)


def _longer(stem: str, names: Collection[str]) -> str | None:
    """The first name that begins with the file's: `enhet` for `enheter`."""
    return next((name for name in names if len(stem) >= _BEGINNING and _plain(name).startswith(stem)), None)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
