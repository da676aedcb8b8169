"""Problems as text: full (the line, the place marked, what to do), concise (one line each), JSON, edition rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from kpidsl.problems.edits import resulting
from kpidsl.problems.problem import Problem, Span

_SEVERITY = {
    "nb": {"error": "feil", "warning": "advarsel", "note": "merknad"},
    "nn": {"error": "feil", "warning": "åtvaring", "note": "merknad"},
    "en": {"error": "error", "warning": "warning", "note": "note"},
}
_LABEL = {
    "nb": {"help": "hjelp", "fix": "skriv", "see": "se"},
    "nn": {"help": "hjelp", "fix": "skriv", "see": "sjå"},
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
    for fix in problem.fixes:
        out += [f"  {words['fix']}: {line}" for line in resulting(fix, lines)]
    if problem.fix:
        out.append(f"  {words['fix']}: {problem.fix}")
    out.append(f"  {words['see']}: kpidsl problem {problem.code}")
    return "\n".join(out)


def render_json(problems: Iterable[Problem], language: str = "nb") -> str:
    """A JSON array, one object per problem: code, severity, message, help, path, line, column, length, places; `fixes`,
    each with `safe` and its edits (a place and the text to put there); `fix`, the text of the first if it is one edit.
    """
    rows = [
        {
            "code": p.code,
            "severity": p.severity,
            "message": p.message(language),
            "help": p.help(language),
            "fix": _text(p),
            "fixes": [{"safe": f.safe, "edits": [{**_at(e.span), "text": e.text} for e in f.edits]} for f in p.fixes],
            "places": [_at(place.span) for place in p.places],
            **_at(p.span),
        }
        for p in problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _at(span: Span | None) -> dict[str, str | int | None]:
    if span is None:
        return {"path": None, "line": None, "column": None, "length": None}
    return {"path": span.path, "line": span.line, "column": span.column, "length": span.length}


def _text(problem: Problem) -> str | None:
    first = problem.fixes[0].edits if problem.fixes else ()
    return first[0].text if len(first) == 1 else problem.fix


def render_row(problem: Problem) -> dict[str, str]:
    """The problem as an edition stores it: in bokmål and English, with the file's name but not its folder."""
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
        "help_nb": problem.help("nb"),
        "help_en": problem.help("en"),
        "fix": problem.fix or "",
    }
