"""What of a letter is a measure: the sentences that are read, those that nearly are, and those that ask a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from kpidsl.language import check_sources
from kpidsl.language.parsing.account import indicators_of
from kpidsl.language.parsing.declare import declare
from kpidsl.language.parsing.line_reader import LineReader
from kpidsl.language.parsing.open_windows import open_window
from kpidsl.language.parsing.parse import parse
from kpidsl.language.parsing.short_form import writer
from kpidsl.language.parsing.unknown_terms import Unknown, unknown_terms
from kpidsl.language.reading.lines import LogicalLine, read_lines, split_comment
from kpidsl.language.reading.parser import tokens
from kpidsl.language.reading.words import load_words
from kpidsl.language.tree.phrases import TermKind
from kpidsl.language.tree.terms import LanguageCode
from kpidsl.problems import CATALOGUE, Problem, SourceText
from kpidsl.tooling.letters.sentences import Written

Kind = Literal["read", "refused", "nearly", "asked", "other"]
DRAFT = "<draft>"
LONGEST = 1_000
"""Characters of a sentence beyond which it is no measure."""
_CONTINUES = re.compile(r"(?:og|eller|and|or)\b", re.IGNORECASE)
_SIGNS = {
    "nn": re.compile(r"\b(?:ikkje|eit|ein|dei|frå|skal vere|høgst|prosentdelen|delen|kvar)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:the|of|should|must|shall|and|at least|at most|with)\b", re.IGNORECASE),
    "nb": re.compile(r"\b(?:ikke|et|en|de|fra|skal være|høyst|andelen|antallet|hver)\b", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class LetterSentence:
    """A sentence of a letter, and what became of it.

    `read`: `short` is its short form. `refused`: it reads, and `problem` says why it does not stand. `nearly`:
    `unknown` are the words to declare. `asked`: `problem` is the question, and `unknown` what there is to declare
    besides. `other`: it is no measure.
    """

    written: Written
    kind: Kind
    short: str = ""
    problem: Problem | None = None
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's sentences in their order, the language they are read in, and the declarations they stand on."""

    language: LanguageCode
    sentences: tuple[LetterSentence, ...]
    files: tuple[SourceText, ...]

    def of(self, kind: Kind) -> list[LetterSentence]:
        """Those of one kind."""
        return [sentence for sentence in self.sentences if sentence.kind == kind]


def read_letter(
    written: Sequence[Written], files: Sequence[SourceText], language: LanguageCode | None = None
) -> Letter:
    """The sentences, judged with what the files of a specification declare.

    The language is the one given, else the one whose commonest words the letter has most of. A sentence is `read` only
    where the specification with it stands as well as without it.
    """
    spoken = language or language_of_text(" ".join(one.text for one in written))
    judged = _parsed(written, files, spoken)
    candidates = [at for at, one in enumerate(judged) if one.kind == "read"]
    draft = SourceText(DRAFT, "\n".join((_LANGUAGE[spoken], *(_bare(written[at].text) for at in candidates), "")))
    short, refused = _short_forms(draft, files, spoken), _refused(draft, files)
    for line, at in enumerate(candidates, start=2):
        problem, form = refused.get(line), short.get(line, _bare(written[at].text))
        kind: Kind = "read" if problem is None else "asked" if problem.code in _QUESTIONS else "refused"
        judged[at] = LetterSentence(written[at], kind, form, problem)
    return Letter(spoken, tuple(judged), tuple(files))


def language_of_text(text: str) -> LanguageCode:
    """The language whose commonest words the text has most of; bokmål where none has more."""
    counts: Mapping[str, int] = {language: len(sign.findall(text)) for language, sign in _SIGNS.items()}
    return cast("LanguageCode", max(("nb", "nn", "en"), key=lambda language: counts[language]))


def _parsed(written: Sequence[Written], files: Sequence[SourceText], language: LanguageCode) -> list[LetterSentence]:
    """What parsing says of each sentence by itself."""
    lines = [line for file in files for line in read_lines(file)[0]]
    reader = LineReader(language, declare(lines)[0])
    return [_judged(one, reader) for one in written]


def _judged(one: Written, reader: LineReader) -> LetterSentence:
    line = LogicalLine(_bare(one.text), DRAFT, 0, [(0, one.number, 1)])
    if _cannot_stand(line.text):
        return LetterSentence(one, "other")
    reader.problems.clear()
    parsed = reader.parse(line, "group_line")
    if parsed.readings:
        measured = any(
            p.type not in ("SET", "QTY", "MOD", "STOP", "BULLET") for r in parsed.readings for p in tokens(r)
        )
        return LetterSentence(one, "read" if measured else "other")
    unknown = unknown_terms(line, reader)
    reader.readings(line, "group_line")
    asked = next((p for p in reader.problems if p.code.startswith("Q") or p.code == "S012"), None)
    if asked is not None and (asked.code != "S012" or _is_read_without_time(one, line, reader)):
        return LetterSentence(one, "asked", problem=asked)
    return LetterSentence(one, "nearly", unknown=unknown) if unknown else _asked_of_time(one, line, reader)


def _asked_of_time(one: Written, line: LogicalLine, reader: LineReader) -> LetterSentence:
    """A sentence that would be a measure, or nearly, without a length of time that may be several: asked about, with
    what there is to declare besides. Any other is no measure."""
    asked = open_window(line)
    if asked is None:
        return LetterSentence(one, "other")
    question, text = asked
    unknown = unknown_terms(LogicalLine(text, DRAFT, 0, [(0, one.number, 1)]), reader)
    return LetterSentence(one, "asked", problem=question, unknown=unknown) if unknown else LetterSentence(one, "other")


def _is_read_without_time(one: Written, line: LogicalLine, reader: LineReader) -> bool:
    """Whether the sentence is a measure but for a length of time that may be several."""
    asked = open_window(line)
    return asked is None or bool(
        reader.parse(LogicalLine(asked[1], DRAFT, 0, [(0, one.number, 1)]), "group_line").readings
    )


def _bare(text: str) -> str:
    """The sentence without the comma or colon that leads to the next one."""
    return text.rstrip(" ,:")


def _cannot_stand(text: str) -> bool:
    """Whether it could not stand as a line of its own in a specification."""
    return not text or len(text) > LONGEST or bool(split_comment(text)[1]) or _CONTINUES.match(text) is not None


_LANGUAGE: Mapping[str, str] = {"nb": "språk nb", "nn": "språk nn", "en": "language en"}
_QUESTIONS = frozenset(code for code in CATALOGUE if code.startswith("Q")) | {"T060", "S012"}


def _short_forms(draft: SourceText, files: Sequence[SourceText], language: LanguageCode) -> dict[int, str]:
    """The short form of each line of the draft that has one."""
    parsed = parse([*files, draft]).files
    words = writer(parsed, language)
    forms = {written.span.line: words.indicator(written) for written in indicators_of(parsed[-1])}
    return {line: short for line, short in forms.items() if short is not None}


def _refused(draft: SourceText, files: Sequence[SourceText]) -> dict[int, Problem]:
    """The lines of the draft that the specification does not stand with, and the first problem of each."""
    refused: dict[int, Problem] = {}
    for problem in check_sources([*files, draft])[1]:
        if problem.severity == "error" and problem.span is not None and problem.span.path == DRAFT:
            refused.setdefault(problem.span.line, problem)
    return refused


def draft_of(letter: Letter, name: str) -> str:
    """A specification of the letter's measures: those that are read stand as they were written, the others as comments
    with what they lack."""
    lines = [f"# {name}", _LANGUAGE[letter.language]]
    for one in letter.sentences:
        text = _bare(one.written.text)
        if one.kind == "read":
            lines.append(text)
        elif one.kind != "other":
            lines += [f"# {declaration(word, letter.language, text)}" for word in one.unknown]
            lines += (
                [f"# {one.problem.code}: {one.problem.message(letter.language)}"] if one.problem is not None else []
            )
            lines.append(f"# {text}")
    return "\n".join((*lines, ""))


def declaration(unknown: Unknown, language: LanguageCode, sentence: str) -> str:
    """The line that declares the words of a sentence, to be completed where it has `…`; a quantity is of what the
    sentence measures it in: a length of time, an amount, a percentage or points, else of days."""
    words = load_words()
    means, of = words.canonical("MEANS", language), _DECLARED[unknown.kind]
    rest = {
        "set": f"… {words.canonical('WHERE', language)} …",
        "property": f"… {words.canonical('WHERE', language)} …",
        "outcome": f"… {words.canonical('DATED', language)} …",
        "quantity": _body(unit_in(sentence, language), language),
    }[unknown.kind]
    return f"{words.canonical(of, language)} {unknown.text} {means} {rest}"


_IN_ROWS = {"KRONER": "{SUM} … {IN} …", "PERCENT": "… {PERCENT_OF} … {IN} …", "POINTS": "… {IN} …"}
"""What a quantity is that is no length of time."""
_LENGTHS = ("SECONDS", "MINUTES", "HOURS", "WORKING_DAYS", "DAYS", "WEEKS")


def _body(unit: str, language: LanguageCode) -> str:
    """What a quantity in the unit means, to be completed: `antall minutter fra … til …`."""
    if unit == "WEEKS":
        unit = "DAYS"  # a duration is declared in days
    form = _IN_ROWS.get(unit, f"{{COUNT}} {{{unit}}} {{FROM}} … {{TO}} …")
    return re.sub(r"\{(\w+)\}", lambda m: load_words().canonical(m[1], language), form)


def unit_in(sentence: str, language: LanguageCode) -> str:
    """The word of the unit that the sentence measures in: of a length of time where it has one (it may be held against
    a share), else of the first number; days where no number has a unit."""
    words = load_words()
    units = {form.casefold(): word for word in (*_LENGTHS, *_IN_ROWS) for form in words.spelled[word][language]}
    scale = _any_of(form for word in ("THOUSAND", "MILLION", "BILLION") for form in words.spelled[word][language])
    whole = _any_of(form for form in units if len(form) > _SHORT)  # after a number in letters
    of_digits, of_letters = rf"\d[\d.,\s]*(?:(?:{scale})\s*)?(?P<unit>{_any_of(units)})", rf"\w+\s+(?P<whole>{whole})"
    pattern = re.compile(rf"(?<!\w)(?:{of_digits}|{of_letters})(?!\w)", re.IGNORECASE)
    measured = [units[(m["unit"] or m["whole"]).casefold()] for m in pattern.finditer(sentence)]
    return next((unit for unit in measured if unit in _LENGTHS), measured[0] if measured else "DAYS")


def _any_of(forms: Iterable[str]) -> str:
    """A pattern of any of the texts, the longest first."""
    return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))


_SHORT = 3
"""Letters of a unit that is only one behind digits (`min`, `kr`)."""

_DECLARED: Mapping[TermKind, str] = {
    "set": "SET_WORD",
    "property": "PROPERTY_WORD",
    "outcome": "OUTCOME_WORD",
    "quantity": "QUANTITY_WORD",
}
