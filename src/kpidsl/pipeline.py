"""The stages in order: text → spec → plan → tables → Results → Edition. The only place that names them all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from kpidsl.language import check_sources
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.model.results import Results
from kpidsl.model.spec import Spec
from kpidsl.problems import Problem, SourceText, problem

HISTORY_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Project:
    """A specification as read: where it is, and its files' texts."""

    root: Path
    files: tuple[SourceText, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def language(self) -> str:
        """The language messages are said in unless asked otherwise: that of the first file."""
        first = self.files[0].text if self.files else ""
        return "en" if "language en" in first else "nb"


@dataclass(frozen=True, slots=True)
class Report:
    """What the checker says. `ok` when a specification stands and nothing is an error."""

    spec: Spec | None
    problems: tuple[Problem, ...]
    texts: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """True where nothing is an error."""
        return self.spec is not None and not any(p.severity == "error" for p in self.problems)


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """An edition, or None where the run was refused; and every data problem either way."""

    edition: Edition | None
    problems: tuple[Problem, ...]
