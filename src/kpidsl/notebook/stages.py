"""The stages by their paths: load, check, run, explain, compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from kpidsl import pipeline
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec
from kpidsl.notebook.tables import Changes, Problems
from kpidsl.pipeline import Project

if TYPE_CHECKING:
    from kpidsl.explaining.explanation import Explanation
    from kpidsl.notebook.edition import Edition


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checker says: the specification where it stands, and every problem."""

    spec: Spec | None
    problems: Problems

    @property
    def ok(self) -> bool:
        """Whether a specification stands and nothing is an error."""
        return self.spec is not None and not self.problems.errors

    def __repr__(self) -> str:
        if self.spec is None:
            return f"<Checked: refused>\n{self.problems!r}"
        count = f"{len(self.spec.indicators)} indicators"
        return f"<Checked: {count}>" if not self.problems else f"<Checked: {count}>\n{self.problems!r}"

    def _repr_html_(self) -> str:
        return self.problems._repr_html_() if self.problems else f"<p>{escape(repr(self))}</p>"


@dataclass(frozen=True, slots=True)
class Run:
    """A month that was run: an edition for each recipient, none where the run was refused, and every problem."""

    editions: tuple[Edition, ...]
    problems: Problems

    @property
    def edition(self) -> Edition:
        """The only edition, or the first; ValueError with the problems where the run was refused."""
        if not self.editions:
            raise ValueError(f"the run was refused:\n{self.problems}")
        return self.editions[0]

    def _repr_html_(self) -> str:
        return self.editions[0]._repr_html_() if self.editions else self.problems._repr_html_()


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a figure is what it is. `value` has every part of the explanation."""

    value: Explanation

    @property
    def leader(self) -> str:
        """A paragraph for a leader."""
        from kpidsl.explaining.text import text

        return text(self.value, "leader")

    @property
    def json(self) -> str:
        """Every part as JSON."""
        from kpidsl.explaining.json import as_json

        return as_json(self.value)

    def __str__(self) -> str:
        from kpidsl.explaining.text import text

        return text(self.value)

    __repr__ = __str__


def load(path: Path | str) -> Project:
    """The specification at `path`, a folder or a `.kpi` file, as read. What is wrong with it is said by `check`."""
    return pipeline.load(Path(path))


def check(project: Project | Path | str, language: str | None = None) -> Checked:
    """Check a specification, by its path or as loaded; problems are shown in `language` (default: its own)."""
    loaded = _loaded(project)
    report = pipeline.check(loaded)
    return Checked(report.spec, Problems.of(report.problems, language or loaded.language, report.texts))


def run(
    project: Project | Path | str,
    data: Path | str,
    period: Month | str,
    *,
    recipients: Sequence[str] = (),
    line: str = "",
    language: str | None = None,
    strict: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Run:
    """Check a specification and run the month `period` (YYYY-MM) on the files in `data`.

    `recipients` are codes of units: an edition for each (default: one, internal, of the whole country); `line` is the
    only steering line they may see. A specification that does not stand, and data that are refused (with `strict`:
    that have any error), give no edition. ValueError where `period` is no month; FileNotFoundError where `data` is no
    folder.
    """
    from kpidsl.notebook.edition import Edition

    loaded, folder = _loaded(project), _folder(data)
    month = Month.parse(period) if isinstance(period, str) else period
    report = pipeline.check(loaded)
    spoken = language or loaded.language
    if report.spec is None or not report.ok:
        return Run((), Problems.of(report.problems, spoken, report.texts))
    outcome = pipeline.run(
        loaded,
        report.spec,
        folder,
        month,
        units=recipients,
        line=line,
        language=spoken,
        strict=strict,
        progress=progress,
    )
    problems = Problems.of((*report.problems, *outcome.problems), spoken, report.texts)
    return Run(tuple(Edition(one) for one in outcome.editions), problems)


def _folder(data: Path | str) -> Path:
    """The path of a folder. Raises FileNotFoundError where it is none."""
    folder = Path(data)
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is no folder")
    return folder


def explain(edition: Edition, code: str, unit: str, line: str = "") -> Explained:
    """Why the figure of an indicator at a unit is what it is; keys and their errors are those of `edition[...]`."""
    from kpidsl.explaining.explanation import explained
    from kpidsl.notebook.keys import cell_of

    released = edition.released
    indicator, node = cell_of(released, code, unit, line)
    node_at = released.structure.nodes[node]
    others = dict.fromkeys(
        n.line for n in released.structure.nodes if n.unit == node_at.unit and n.line != node_at.line
    )
    return Explained(explained(released, indicator, node, released.language, tuple(others)))


def compare(old: Path | str, new: Path | str) -> Changes:
    """The cells that differ between the folders of two editions, as `kpidsl compare` lists them.

    FileNotFoundError where a folder has no results.csv.
    """
    from kpidsl.rendering.machine.compare import changes

    return Changes(changes(Path(old), Path(new)))


def _loaded(project: Project | Path | str) -> Project:
    return project if isinstance(project, Project) else load(project)
