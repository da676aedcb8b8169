"""A length of time that may be several (`siste kvartal`, `siste døgn`): asked about, with each reading written out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpidsl.language.reading.lines import LogicalLine
from kpidsl.language.reading.words import ATOM
from kpidsl.problems import LANGUAGES, Problem, Translated, problem, replacing

_READINGS = {
    "måned": (
        ("siste 1 mnd", "i forrige måned"),
        ("siste 1 mnd", "i førre månad"),
        ("last 1 month", "in the previous month"),
    ),
    "kvartal": (
        ("siste 3 mnd", "forrige kvartal"),
        ("siste 3 mnd", "førre kvartal"),
        ("last 3 months", "the previous quarter"),
    ),
    "tertial": (
        ("siste 4 mnd", "forrige tertial"),
        ("siste 4 mnd", "førre tertial"),
        ("last 4 months", "the previous tertial"),
    ),
    "halvår": (("siste 6 mnd",), ("siste 6 mnd",), ("last 6 months",)),
    "år": (
        ("siste 12 mnd", "hittil i år", "i fjor"),
        ("siste 12 mnd", "hittil i år", "i fjor"),
        ("last 12 months", "year to date", "than last year"),
    ),
    "uke": (("siste 1 mnd",), ("siste 1 mnd",), ("last 1 month",)),
}
_SAME = {
    "månad": "måned",
    "månaden": "måned",
    "måneden": "måned",
    "mnd": "måned",
    "month": "måned",
    "kvartalet": "kvartal",
    "quarter": "kvartal",
    "tertialet": "tertial",
    "halvåret": "halvår",
    "half": "halvår",
    "året": "år",
    "year": "år",
    "uken": "uke",
    "uka": "uke",
    "veke": "uke",
    "veka": "uke",
    "week": "uke",
}


_OF_A_DAY = {
    **dict.fromkeys(("døgn", "døgnet"), "døgn"),
    **dict.fromkeys(("dag", "dagen"), "dag"),
    **dict.fromkeys(("time", "timen"), "time"),
    "day": "day",
    "hour": "hour",
}
"""What is no longer than a day, and how a length of one is written."""


def ambiguous_window(line: LogicalLine, start: int, word: re.Match[str]) -> Problem:
    """`siste kvartal` and the like: every reading as it would be written; the first is a window that can stand here."""
    text = word.group().casefold()
    readings = _READINGS.get(
        _SAME.get(text, text),
        (("siste 3 mnd", "siste 12 mnd"), ("siste 3 mnd", "siste 12 mnd"), ("last 3 months", "last 12 months")),
    )
    span = line.span(max(0, start), word.end())
    if text in _OF_A_DAY:
        return problem("Q016", span, found=line.text[max(0, start) : word.end()], length=f"1 {_OF_A_DAY[text]}")
    column = LANGUAGES.index("en" if line.text[start : start + 4].casefold() == "last" else "nb")
    return problem(
        "S012",
        span,
        fixes=replacing(span, readings[column][0]),
        found=line.text[max(0, start) : word.end()],
        readings=Translated(
            *(either_of([f"«{reading}»" for reading in readings[at]], one) for at, one in enumerate(LANGUAGES))
        ),
    )


_LENGTHS = "|".join(sorted({*_READINGS, *_SAME, *_OF_A_DAY}, key=len, reverse=True))
_OPEN_WINDOW = re.compile(
    r"(?<!\w)(?:(?:i|in|over) )?(?:(?:det|den|dei|de|the) )?(?P<last>siste|last) "
    rf"(?P<length>{_LENGTHS})(?: year)?(?!\w)",
    re.IGNORECASE,
)


def open_window(line: LogicalLine) -> tuple[Problem, str] | None:
    """The question of a length of time that may be several (`siste døgn`), wherever it stands in a line, and the line
    without it; None without one. It is for a line that cannot be read up to there."""
    place = _OPEN_WINDOW.search(line.text)
    if place is None:
        return None
    word = ATOM.match(line.text, place.start("length"))
    assert word is not None
    rest = f"{line.text[: place.start()]}{line.text[place.end() :]}"
    return ambiguous_window(line, place.start("last"), word), " ".join(rest.split())


_ELSE = Translated("noe annet", "noko anna", "something else")


def either_of(words: Sequence[str], language: str) -> str:
    """The words with commas, the last after `or` in the language; «something else» for none."""
    if len(words) < 2:
        return words[0] if words else _ELSE[LANGUAGES.index(language)]
    return ", ".join(words[:-1]) + (" or " if language == "en" else " eller ") + words[-1]
