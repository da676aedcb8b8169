"""What is said of a line that would show something in place of a hidden month and cannot be read: a whole part of the
year is what can be shown, in one way of writing it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kpidsl.language.parsing.syntax_errors import Slip
from kpidsl.language.reading.lines import LogicalLine
from kpidsl.language.reading.words import ATOM, WHOLE_PARTS, load_words
from kpidsl.problems import LANGUAGES, Translated, problem, replacing
from kpidsl.problems.nearest import nearest

_CALLED: Mapping[str, str] = {
    **dict.fromkeys(("kvartal", "kvartalet", "quarter", "quarterly"), "WHOLE_QUARTER"),
    **dict.fromkeys(("tertial", "tertialet"), "WHOLE_TERTIAL"),
    **dict.fromkeys(("halvår", "halvåret", "half-year", "half"), "WHOLE_HALF_YEAR"),
    **dict.fromkeys(("år", "året", "year"), "WHOLE_YEAR"),
}
_SHOWN = ("vis", "vises", "viser", "bruk", "siste", "skjult", "stedet", "istedenfor", "isteden", "staden")
_SHOWN_IN_ENGLISH = ("show", "shown", "use", "last", "hidden", "instead")
_TIMES = ("måned", "måneden", "månad", "månaden", "mnd", "dager", "dagar", "uke", "uker", "veker", "periode", "hittil")
_TIMES_IN_ENGLISH = ("month", "months", "days", "weeks", "period", "date")
_OTHER_LINES = frozenset({"ikke", "ikkje", "not", "gjelder", "gjeld", "apply", "applies"})
"""Words of the other lines of a rule, which the line may be meant as."""
_NO_WHOLE_PART = frozenset({"hittil", "date", "fjor", "samme", "same", "rullerende", "rullande", "rolling"})
"""Words that make another length of time of what is called a part of the year."""
_MONTHS = re.compile(r"(\d+) ?(?:mnd|måned|månad|month)", re.IGNORECASE)
_WHEN = re.compile(r"(?<!\w)(?:når|when)(?!\w).*", re.IGNORECASE)


def whole_part_slip(line: LogicalLine, language: str) -> Slip | None:
    """Return what the line is to be written as, where it names one part of the year; where it names several, or a time
    that is no such part, each that can be shown. None where it is about something else."""
    written = [atom.casefold() for atom in ATOM.findall(line.text)]
    if not _OTHER_LINES.isdisjoint(written) or not _any_is(written, (*_SHOWN, *_SHOWN_IN_ENGLISH)):
        return None
    if not _any_is(written, (*_CALLED, *_TIMES, *_TIMES_IN_ENGLISH)):
        return None
    parts = () if not _NO_WHOLE_PART.isdisjoint(written) else _parts(_WHEN.sub("", line.text))
    columns = {one: [_written_out(part, one) for part in parts or WHOLE_PARTS] for one in LANGUAGES}
    fixes = replacing(line.whole, *columns[language])
    if len(parts) == 1:
        mended = columns[language][0]
        awaited = Translated(*(_any_of(list(WHOLE_PARTS), one) for one in LANGUAGES))
        return Slip(problem("S002", line.whole, fixes=fixes, found=line.text, nearest=mended, expected=awaited), mended)
    expected = Translated(*(_any_of(list(parts or WHOLE_PARTS), one) for one in LANGUAGES))
    return Slip(problem("S001", line.whole, fixes=fixes, found=line.text, expected=expected), None)


def _any_is(written: Sequence[str], words: Sequence[str]) -> bool:
    return any(nearest(word, words) is not None for word in written)


def _parts(text: str) -> tuple[str, ...]:
    """The parts of the year that the text names, by a word or as so many months."""
    called = [nearest(atom, _CALLED) for atom in ATOM.findall(text)]
    named = {_CALLED[word] for word in called if word is not None}
    if "half" in called:
        named.discard("WHOLE_YEAR")  # half year
    of_months = {int(m[1]) for m in _MONTHS.finditer(text)}
    return tuple(part for part, months in WHOLE_PARTS.items() if part in named or months in of_months)


def _written_out(part: str, language: str) -> str:
    words = load_words()
    return " ".join(words.canonical(word, language) for word in ("SHOW", part, "WHEN_MONTH_HIDDEN"))


def _any_of(parts: Sequence[str], language: str) -> str:
    """The line with the first part, and the other parts: `«vis siste kvartal …» (eller «siste tertial», …)`."""
    line = f"«{_written_out(parts[0], language)}»"
    others = ", ".join(f"«{load_words().canonical(part, language)}»" for part in parts[1:])
    return f"{line} ({'or' if language == 'en' else 'eller'} {others})" if others else line
