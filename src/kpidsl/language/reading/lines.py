"""Text to a tree of lines: normalisation, comments, continuation and indentation (R5)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from kpidsl.language.reading.signs import as_typed, misleading_signs
from kpidsl.problems import Problem, SourceText, Span, Translated, problem, replacing

MAX_CHARACTERS = 4_000_000
LINE = Translated("linja", "linja", "the line")
_FILE = Translated("fila", "fila", "the file")
_LINES = Translated("linjer", "linjer", "lines")
_CHARACTERS = Translated("tegn", "teikn", "characters")
MAX_LINES = 100_000
MAX_LINE = 4_000
MAX_DEPTH = 8

_REPLACED = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "“": '"', "”": '"', "„": '"', "‟": '"', "…": "..."}
)
_DROPPED = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u00ad\ufeff\u2060"))
"""What a writing program leaves in a text that is pasted from it."""
_CONTINUES = re.compile(r"\s*(?:og|eller|and|or)\b", re.IGNORECASE)
_COMMENT = re.compile(r'((?:[^"#]|"[^"]*"|(?<=\S)#)*?)(?:(?:^|\s)#.*)?$', re.DOTALL)


@dataclass(slots=True)
class LogicalLine:
    """A logical line: its text without indentation, and the lines indented below it.

    `pieces` are (offset in `text`, line number, column), in ascending order; a continued line has several.
    """

    text: str
    path: str
    indent: int
    pieces: list[tuple[int, int, int]]
    children: list[LogicalLine] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The number of its first line in the file."""
        return self.pieces[0][1]

    def span(self, start: int, end: int) -> Span:
        """Return the place of text[start:end]; if it continues on another line, the part on the first."""
        offset, number, column = next(p for p in reversed(self.pieces) if p[0] <= start or p is self.pieces[0])
        following = next((p[0] for p in self.pieces if p[0] > start), len(self.text))
        return Span(self.path, number, column + start - offset, max(0, min(end, following) - start))

    @property
    def whole(self) -> Span:
        """The place of the whole line."""
        return self.span(0, len(self.text))


def normalise(text: str) -> str:
    """Return the text in NFC, with ordinary spaces and quotes and without invisible marks. The number of lines does
    not change."""
    text = unicodedata.normalize("NFC", text).translate(_REPLACED).translate(_DROPPED)
    return _unified_ends(text)


def _unified_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", " ").replace("\x0c", " ")


def split_comment(raw: str) -> tuple[str, str]:
    """A line of a file without its comment, and the comment from its `#` (empty where there is none)."""
    matched = _COMMENT.match(raw) if "#" in raw else None
    content = matched.group(1) if matched else raw
    return content, raw[len(content) :].strip()


def read_lines(source: SourceText) -> tuple[list[LogicalLine], list[Problem]]:
    """Return the outermost lines of a file, each with the lines below it, and the problems of its form. Never
    raises."""
    problems: list[Problem] = []
    if len(source.text) > MAX_CHARACTERS or source.text.count("\n") > MAX_LINES:
        span = Span(source.path, 1)
        too_large = problem("S013", span, what=_FILE, limit=MAX_LINES, of=_LINES)
        return [], [too_large]
    flat = _joined(list(_physical(source, problems)))
    return _tree(flat, problems), problems


def _physical(source: SourceText, problems: list[Problem]) -> Iterator[LogicalLine]:
    as_written = _unified_ends(source.text.removeprefix("\ufeff")).split("\n")
    for number, (written, raw) in enumerate(zip(as_written, normalise(source.text).split("\n"), strict=True), start=1):
        content = split_comment(raw)[0].rstrip()
        problems += misleading_signs(source.path, number, written, split_comment(written)[0], raw)
        content = as_typed(content)  # what is said once is not said again of each line that uses the word
        body = content.lstrip()
        if not body:
            continue
        lead = content[: len(content) - len(body)]
        if "\t" in lead:
            span = Span(source.path, number, 1, len(lead))
            problems.append(problem("S004", span, fixes=replacing(span, lead.replace("\t", "  "), safe=True)))
        if len(body) > MAX_LINE:
            span = Span(source.path, number, len(lead) + 1, 0)
            problems.append(problem("S013", span, what=LINE, limit=MAX_LINE, of=_CHARACTERS))
            continue
        indent = len(lead.replace("\t", "  "))
        yield LogicalLine(body.replace("\t", " "), source.path, indent, [(0, number, len(lead) + 1)])


def _joined(lines: list[LogicalLine]) -> list[LogicalLine]:
    joined: list[LogicalLine] = []
    for line in lines:
        last = joined[-1] if joined else None
        table = line.text.startswith("|") or (last is not None and last.text.startswith("|"))
        if last is not None and not table and (_CONTINUES.match(line.text) or last.text.endswith(",")):
            offset = len(last.text) + 1
            if offset + len(line.text) <= MAX_LINE:
                last.text = f"{last.text} {line.text}"
                last.pieces.append((offset, line.pieces[0][1], line.pieces[0][2]))
                continue
        joined.append(line)
    return joined


def _tree(lines: list[LogicalLine], problems: list[Problem]) -> list[LogicalLine]:
    top: list[LogicalLine] = []
    above: list[LogicalLine] = []
    for line in lines:
        while above and above[-1].indent >= line.indent:
            popped = above.pop()
            siblings = above[-1].children if above else top
            if popped.indent > line.indent and (not above or above[-1].indent < line.indent) and siblings:
                _outlier(line, popped.indent, problems)
        if len(above) >= MAX_DEPTH:
            above = above[:MAX_DEPTH]
            _outlier(line, above[-1].indent, problems)
        siblings = above[-1].children if above else top
        if siblings and siblings[0].indent != line.indent:
            _outlier(line, siblings[0].indent, problems)
            line.indent = siblings[0].indent
        elif not siblings and not above and line.indent > 0:
            _outlier(line, 0, problems)
            line.indent = 0
        siblings.append(line)
        above.append(line)
    return top


def _outlier(line: LogicalLine, expected: int, problems: list[Problem]) -> None:
    span = Span(line.path, line.number, 1, line.indent)
    if problems and problems[-1].span == span:
        return
    fixes = replacing(span, " " * expected, safe=True)
    problems.append(problem("S005", span, found=line.indent, expected=expected, fixes=fixes))
