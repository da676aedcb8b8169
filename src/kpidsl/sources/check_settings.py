"""Checks the project file's settings of sources: none may be read and then ignored."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from kpidsl.model.spec import Source
from kpidsl.problems import Problem, Span, Translated, problem
from kpidsl.problems.nearest import nearest
from kpidsl.project import ProjectFile, SourceSettings
from kpidsl.sources.bind import Binding

_OF_TEXT = ("separator", "encoding")
_OF_WORKBOOKS = ("sheet",)
_OF_COPIES = ("header_row",)


def check_settings(
    sources: Mapping[str, Source], bindings: Mapping[str, Binding], project: ProjectFile, file: Path
) -> tuple[Problem, ...]:
    """Return the problems of the sources' settings in the project file `file`.

    An unknown source (P060) or column (P061); two columns that are read from one (P101); a setting that the source's
    kind of file does not have (P062); a first month after the last (P063); a date that means "none" in a source without
    dates (P081); a share that is not a decimal column (P082).
    """
    span = Span(str(file), 1)
    problems: list[Problem] = []
    for name, settings in project.sources.items():
        source = sources.get(name)
        if source is None:
            problems.append(_unknown("P060", span, name, sorted(sources), ""))
            continue
        columns = [c.name for c in source.columns]
        problems += [_unknown("P061", span, c, columns, name) for c in settings.columns if c not in columns]
        problems += _read_twice(name, settings, columns, span)
        problems += _of_another_file(name, settings, bindings.get(name), span)
        decimals = [c.name for c in source.columns if c.type == "decimal"]
        known = ", ".join(decimals) or "–"
        others = [c for c in settings.shares if c not in decimals]
        problems += [problem("P082", span, source=name, column=column, known=known) for column in others]
        if settings.none and not any(c.type == "date" for c in source.columns):
            problems.append(problem("P081", span, source=name))
        if settings.first and settings.last and settings.first > settings.last:
            problems.append(problem("P063", span, source=name, first=settings.first, last=settings.last))
    return tuple(problems)


def _read_twice(name: str, settings: SourceSettings, columns: Collection[str], span: Span) -> Iterator[Problem]:
    """P101 for each of the source's columns that the settings have read from a column of the file that another is read
    from."""
    read_from: dict[str, str] = {}
    for column in columns:
        in_file = settings.columns.get(column, column)
        first = read_from.setdefault(in_file, column)
        if first != column:
            yield problem("P101", span, source=name, first=first, second=column, column=in_file)


def units_declared_totals(
    bindings: Mapping[str, Binding], known: Callable[[str], Collection[str]], file: Path
) -> Iterator[Problem]:
    """P100 for each cell that the project file declares to be a total, or to mean no unit, and that is a unit of the
    register.

    `known` returns the register's units as the named source writes them (codes or names).
    """
    for name, binding in bindings.items():
        settings = binding.settings
        for code in sorted({*settings.totals, *settings.without_unit} & set(known(name))):
            yield problem("P100", Span(str(file), 1), source=name, unit=code)


def _unknown(code: str, span: Span, name: str, known: list[str], source: str) -> Problem:
    near = nearest(name, known)
    asked = Translated(f" Mente du «{near}»?", f" Meinte du «{near}»?", f" Did you mean “{near}”?")
    meant = asked if near else Translated("", "", "")
    return problem(code, span, fix=near, name=name, near=meant, known=", ".join(known) or "–", source=source)


def _of_another_file(name: str, settings: SourceSettings, binding: Binding | None, span: Span) -> Iterator[Problem]:
    if binding is None:
        return
    ending = binding.files[0].suffix.lower()
    for keys, endings in ((_OF_TEXT, (".csv",)), (_OF_WORKBOOKS, (".xlsx",)), (_OF_COPIES, (".csv", ".xlsx"))):
        for key in keys:
            if getattr(settings, key) is not None and ending not in endings:
                yield problem("P062", span, source=name, key=key, ending=ending, endings=", ".join(endings))
