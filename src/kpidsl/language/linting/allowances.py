"""Comments that allow a warning or a note, with the reason: `# kpidsl: tillat L002 – grunn`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from kpidsl.language.reading.lines import normalise, split_comment
from kpidsl.problems import CATALOGUE, Problem, SourceText, Span, Translated, problem, removing, replacing
from kpidsl.problems.nearest import nearest

_DIRECTIVE = re.compile(r"#\s*kpidsl\s*:\s*(?P<text>.*?)\s*$", re.IGNORECASE)
_ALLOW = re.compile(r"(?P<word>tillat|allow)\s+(?P<rest>.*)", re.IGNORECASE)
_CODES = re.compile(r"[^\W\d_]\d+(?:\s*,\s*[^\W\d_]\d+)*(?=\s|[–—:-]|$)")
_DASH = re.compile(r"^\s*(?:[–—:-]+\s*)?")
_OF_THE_TEXT = ("L", "Q", "S", "T")
"""The first letters of the codes that a check of the text gives."""
_WHY_NOT = {
    "unknown": Translated("det finnes ingen slik kode", "det finst ingen slik kode", "there is no such code"),
    "error": Translated("det er en feil", "det er ein feil", "it is an error"),
    "data": Translated(
        "det gjelder dataene og ikke teksten", "det gjeld dataa og ikkje teksten", "it is about the data, not the text"
    ),
}


@dataclass(frozen=True, slots=True)
class _Allowance:
    """A code that is allowed from the line `first` to the line `last` of a file; `span` is the comment's, which allows
    no other code where it is `alone`."""

    code: str
    span: Span
    first: int
    last: int
    alone: bool

    def covers(self, one: Problem) -> bool:
        """Return whether the problem has the code and stands on one of the lines."""
        at = one.span
        same = at is not None and one.code == self.code and at.path == self.span.path
        return same and at is not None and self.first <= at.line <= self.last


def without_allowed(
    files: Sequence[SourceText], problems: Iterable[Problem]
) -> tuple[list[Problem], tuple[Problem, ...]]:
    """Return the problems that no comment allows, and those that one does.

    A comment at the end of a line is about that line; one on a line of its own is about the next line and all that is
    indented under it. The former also hold what is wrong with the comments themselves: one that cannot be read (S024),
    lacks its reason (S025), names a code that cannot be allowed (S026), or allows what is not there (L044).
    """
    given = list({(p.code, p.span, tuple(p.fields.items())): p for p in problems}.values())
    wrong: list[Problem] = []
    allowances = [one for file in files for one in _allowances(file, wrong)]
    used = {one for one in allowances if any(one.covers(p) for p in given)}
    unused = [one for one in allowances if one not in used]
    wrong += [
        problem("L044", one.span, allowed=one.code, fixes=(removing(one.span),) if one.alone else ()) for one in unused
    ]
    allowed = tuple(p for p in given if any(one.covers(p) for one in used))
    return [*(p for p in given if p not in allowed), *wrong], allowed


def _allowances(file: SourceText, problems: list[Problem]) -> Iterator[_Allowance]:
    """The allowances of one file; what is wrong with its comments is added to `problems`."""
    if "kpidsl" not in file.text.casefold():
        return
    lines = normalise(file.text).split("\n")
    for number, raw in enumerate(lines, start=1):
        content, comment = split_comment(raw)
        start = len(raw.rstrip()) - len(comment)
        match = _DIRECTIVE.match(raw, start)
        if match is None:
            continue
        span = Span(file.path, number, start + 1, len(raw.rstrip()) - start)
        codes, wrong = _read(match["text"], Span(file.path, number, match.start("text") + 1, len(match["text"])))
        problems.extend(wrong)
        first, last = (number, number) if content.strip() else _block(lines, number)
        yield from (_Allowance(code, span, first, last, len(codes) == 1) for code in codes)


def _read(text: str, at: Span) -> tuple[list[str], list[Problem]]:
    """The codes that the text of a directive allows, and what is wrong with it."""
    allow = _ALLOW.fullmatch(text)
    codes = _CODES.match(allow["rest"]) if allow is not None else None
    if allow is None or codes is None:
        word = text.partition(" ")[0]
        near = nearest(word, ("tillat", "allow")) if allow is None else None
        place = Span(at.path, at.line, at.column, len(word))
        return [], [problem("S024", at, found=text, fixes=replacing(place, near) if near is not None else ())]
    named = [code.strip().upper() for code in codes.group().split(",")]
    refused = [(code, why) for code in named if (why := _why_not(code)) is not None]
    if refused:
        return [], [problem("S026", at, allowed=code, why=_WHY_NOT[why]) for code, why in refused]
    if not _DASH.sub("", allow["rest"][codes.end() :], count=1):
        return [], [problem("S025", at, codes=", ".join(named), word=allow["word"])]
    return named, []


def _why_not(code: str) -> str | None:
    """Why the code cannot be allowed; None where it can."""
    if code not in CATALOGUE:
        return "unknown"
    if not code.startswith(_OF_THE_TEXT):
        return "data"
    return "error" if CATALOGUE[code].severity == "error" else None


def _block(lines: Sequence[str], number: int) -> tuple[int, int]:
    """The next line after the one with that number that is more than a comment, and the last line indented under it;
    an empty stretch where there is none."""
    after = [(n, _content(raw)) for n, raw in enumerate(lines[number:], start=number + 1)]
    written = [(n, len(text) - len(text.lstrip())) for n, text in after if text.strip()]
    if not written:
        return number + 1, number
    first, indent = written[0]
    under = [n for n, _ in takewhile(lambda one: one[1] > indent, written[1:])]
    return first, under[-1] if under else first


def _content(raw: str) -> str:
    return split_comment(raw)[0].replace("\t", "  ").rstrip()
