"""Problems as text: full (the line, the place marked, what to do), concise (one line each), JSON, edition rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from kpidsl.problems.problem import Problem, Span

_SEVERITY = {
    "nb": {"error": "feil", "warning": "advarsel", "note": "merknad"},
    "en": {"error": "error", "warning": "warning", "note": "note"},
}
_LABEL = {
    "nb": {"help": "hjelp", "fix": "skriv", "see": "se"},
    "en": {"help": "help", "fix": "write", "see": "see"},
}


def _place(span: Span | None) -> str:
    return f"{span.path}:{span.line}:{span.column}: " if span is not None else ""


def render_concise(problem: Problem, language: str = "nb") -> str:
    """`path:line:column: severity[CODE] message`, one line."""
    severity = _SEVERITY[language][problem.severity]
    return f"{_place(problem.span)}{severity}[{problem.code}] {problem.message(language)}"


def _marked(span: Span, lines: Mapping[str, list[str]], label: str = "") -> list[str]:
    text = lines.get(span.path, [])
    if not 1 <= span.line <= len(text):
        return []
    line = text[span.line - 1].rstrip("\n")
    number = str(span.line)
    gutter = " " * len(number)
    start = min(span.column - 1, len(line))
    length = span.length or max(len(line) - start, 1)
    marks = "^" * max(1, min(length, max(len(line) - start, 1)))
    return [f"{gutter} |", f"{number} | {line}", f"{gutter} | {' ' * start}{marks} {label}".rstrip()]


def render_full(problem: Problem, texts: Mapping[str, str], language: str = "nb") -> str:
    """The message, the line with the place marked, secondary places, the help, a line to copy, and the code's page."""
    lines = {path: text.splitlines() for path, text in texts.items()}
    words = _LABEL[language]
    out = [render_concise(problem, language)]
    if problem.span is not None:
        out += _marked(problem.span, lines)
    for place in problem.places:
        out.append(f"  {_place(place.span)}{place.label}")
        out += _marked(place.span, lines)
    if problem.help(language):
        out.append(f"  {words['help']}: {problem.help(language)}")
    if problem.fix:
        out.append(f"  {words['fix']}: {problem.fix}")
    out.append(f"  {words['see']}: kpidsl problem {problem.code}")
    return "\n".join(out)


def render_json(problems: Iterable[Problem], language: str = "nb") -> str:
    """A JSON array with one object per problem: code, severity, message, help, fix, path, line, column, length."""
    rows = [
        {
            "code": p.code,
            "severity": p.severity,
            "message": p.message(language),
            "help": p.help(language),
            "fix": p.fix,
            "path": p.span.path if p.span else None,
            "line": p.span.line if p.span else None,
            "column": p.span.column if p.span else None,
            "length": p.span.length if p.span else None,
        }
        for p in problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def render_row(problem: Problem) -> dict[str, str]:
    """The problem as an edition stores it: in both languages, with the file's name but not its folder."""
    span = problem.span
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": Path(span.path).name if span else "",
        "row": str(span.line) if span else "",
        "unit": problem.fields.get("unit", ""),
        "indicator": problem.fields.get("indicator", ""),
        "message_nb": problem.message("nb"),
        "message_en": problem.message("en"),
    }
