"""A specification's files: reading them, and what the checker says of them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kpidsl.language.check import check_with_allowed
from kpidsl.language.parsing.parse import language_of
from kpidsl.model.spec import Spec
from kpidsl.problems import Problem, SourceText, Span, problem
from kpidsl.problems.no_file import no_file


@dataclass(frozen=True, slots=True)
class Project:
    """A specification as read: where it is, and its files' texts."""

    root: Path
    files: tuple[SourceText, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def language(self) -> str:
        """The language messages are said in unless asked otherwise: that of the first file that says one."""
        return language_of(self.files)


@dataclass(frozen=True, slots=True)
class Report:
    """What the checker says. `ok` when a specification stands and nothing is an error; `allowed` are the notes and
    warnings that comments of the specification allow."""

    spec: Spec | None
    problems: tuple[Problem, ...]
    texts: Mapping[str, str]
    allowed: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """True where nothing is an error."""
        return self.spec is not None and not any(p.severity == "error" for p in self.problems)


def load(path: Path) -> Project:
    """The project at `path`: a folder of `.kpi` files (read in name order) or one file.

    An empty folder, an unreadable encoding, or a folder or pipe called `….kpi` is a problem of the returned project,
    not an exception.
    """
    paths = sorted(path.rglob("*.kpi")) if path.is_dir() else [path]
    files: list[SourceText] = []
    problems: list[Problem] = []
    for one in paths:
        if (wrong := no_file(one)) is not None:
            problems.append(wrong)
            continue
        try:
            files.append(SourceText(str(one), one.read_text(encoding="utf-8-sig")))
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            problems.append(problem("R001", Span(str(one), line), path=one, byte=error.start))
    if not paths:
        problems.append(problem("R002", path=path))
    return Project(path if path.is_dir() else path.parent, tuple(files), tuple(problems))


def check(project: Project) -> Report:
    """All problems of the specification at once, and the checked specification where it stands."""
    texts = {f.path: f.text for f in project.files}
    if not project.files:
        return Report(None, project.problems, texts)
    spec, problems, allowed = check_with_allowed(project.files)
    return Report(spec, (*project.problems, *problems), texts, allowed)
