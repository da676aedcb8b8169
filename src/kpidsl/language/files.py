"""Reads the files of a specification, and checks them together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpidsl.language.check import check_with_allowed
from kpidsl.language.parsing.parse import language_of, parse
from kpidsl.language.tree.blocks import LanguageLine
from kpidsl.left_behind import is_left_behind
from kpidsl.model.spec import Spec
from kpidsl.problems import Problem, SourceText, Span, Translated, problem
from kpidsl.problems.no_file import no_file_within

_NEARLY = re.compile(r"(.+?)\s*\.kpi\s*(\.(txt|text|md|rtf|docx?|odt))?\s*", re.IGNORECASE)
"""Names of specifications but for their ending: in capitals, with a blank behind, or one that an editor has added."""
_TABLE = Translated("en tabell", "ein tabell", "a table")
_DOCUMENT = Translated("et dokument", "eit dokument", "a document")
_SETTINGS = Translated("en fil med innstillinger", "ei fil med innstillingar", "a file of settings")
_NO_SPECIFICATION = {
    **dict.fromkeys((".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet", ".gz", ".zip"), _TABLE),
    **dict.fromkeys((".docx", ".doc", ".odt", ".rtf", ".pdf", ".html", ".htm", ".pptx"), _DOCUMENT),
    **dict.fromkeys((".toml", ".json", ".yaml", ".yml"), _SETTINGS),
}
"""What files are by their endings that hold no specification."""


@dataclass(frozen=True, slots=True)
class Project:
    """A specification as read: its path and the texts of its files."""

    root: Path
    files: tuple[SourceText, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def language(self) -> str:
        """The language of messages unless another is asked for: that of the first file that declares one."""
        return language_of(self.files)


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a check: the problems, and the specification if there is no error. `allowed` are the notes and
    warnings that comments of the specification allow."""

    spec: Spec | None
    problems: tuple[Problem, ...]
    texts: Mapping[str, str]
    allowed: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no problem is an error."""
        return self.spec is not None and not any(p.severity == "error" for p in self.problems)


def load(path: Path) -> Project:
    """Return the project at `path`: a folder of `.kpi` files (read in order of their names) or one file.

    Never raises for what is at the path: an empty folder, an unreadable encoding, or a folder or pipe called `….kpi` is
    a problem of the returned project.
    """
    if path.is_file() and (kind := _NO_SPECIFICATION.get(path.suffix.lower())) is not None:
        return Project(path.parent, (), (problem("R038", path=path.name, kind=kind),))
    paths = sorted(path.rglob("*.kpi")) if path.is_dir() else [path]
    files: list[SourceText] = []
    problems: list[Problem] = []
    for one in paths:
        if (wrong := no_file_within(one, path if path.is_dir() else one.resolve())) is not None:
            problems.append(wrong)
            continue
        try:
            files.append(SourceText(str(one), one.read_text(encoding="utf-8-sig")))
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            problems.append(problem("R001", Span(str(one), line), path=one, byte=error.start))
    if not paths:
        problems.append(problem("R002", path=path))
    problems += files_not_read(path, paths)
    return Project(path if path.is_dir() else path.parent, tuple(files), tuple(problems))


def files_not_read(folder: Path, read: Sequence[Path]) -> Iterator[Problem]:
    """R037 for each file in the folder that is not read although it is called as a specification is, but for what
    stands behind its name. What programs leave, editors' copies among it, is not mentioned."""
    for path in sorted({*folder.rglob("*.[kK][pP][iI]*")} - {*read}) if folder.is_dir() else ():
        nearly = _NEARLY.fullmatch(path.name)
        hidden = any(is_left_behind(Path(part)) for part in path.relative_to(folder).parts)
        if nearly is not None and path.is_file() and not hidden:
            yield problem("R037", Span(str(path), 1), file=path.name, name=f"{nearly[1]}.kpi")


def check(project: Project) -> Report:
    """Return every problem of the project at once, and the checked specification; None instead of it if there is an
    error, or if the files declare nothing at all (R015)."""
    texts = {f.path: f.text for f in project.files}
    if not project.files:
        return Report(None, project.problems, texts)
    spec, problems, allowed = check_with_allowed(project.files)
    if spec is not None and not spec.indicators and _says_nothing(project.files):
        path = project.files[0].path if len(project.files) == 1 else project.root
        return Report(None, (*project.problems, *problems, problem("R015", path=path)), texts, allowed)
    return Report(spec, (*project.problems, *problems), texts, allowed)


def _says_nothing(files: Sequence[SourceText]) -> bool:
    """Whether nothing is declared in any of the files but the language they are written in."""
    return all(isinstance(block, LanguageLine) for file in parse(files).files for block in file.blocks)
