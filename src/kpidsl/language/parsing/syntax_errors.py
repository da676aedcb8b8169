"""Explains a line that does not parse: what was read, what was expected, and the nearest word (R27–R30)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kpidsl.language.parsing.date_slips import DateSlip, date_slip, part_of_year, part_of_year_at
from kpidsl.language.parsing.declare import Declared
from kpidsl.language.parsing.open_windows import ambiguous_window, either_of
from kpidsl.language.parsing.other_forms import other_form
from kpidsl.language.parsing.repairs import lacking_word, repaired
from kpidsl.language.reading.lexer import Lexicon
from kpidsl.language.reading.lines import LogicalLine
from kpidsl.language.reading.parser import Node, Parsed, tokens
from kpidsl.language.reading.words import ATOM, MONTH_NAMES, TIME_UNITS, load_words
from kpidsl.measures.registry import BY_WORD
from kpidsl.problems import LANGUAGES, Fix, Problem, SecondaryPlace, Translated, problem, replacing
from kpidsl.problems.nearest import begun_alike, distance, nearest, only_near, tolerance

_ROLES: Mapping[str, Translated] = {
    "SET": Translated("en gruppe", "ei gruppe", "a set"),
    "QTY": Translated("en størrelse", "ein storleik", "a quantity"),
    "MOD": Translated("en egenskap eller et utfall", "ein eigenskap eller eit utfall", "a property or an outcome"),
    "NAME": Translated("et navn", "eit namn", "a name"),
    "UNIT": Translated("en kode for en enhet", "ein kode for ei eining", "a unit's code"),
    "NUMBER": Translated("et tall", "eit tal", "a number"),
    "DATE": Translated("en dato", "ein dato", "a date"),
    "YEAR": Translated("et år", "eit år", "a year"),
    "MONTH": Translated("en måned", "ein månad", "a month"),
    "CODE": Translated("en kode som «B.1»", "ein kode som «B.1»", "a code such as «B.1»"),
    "STRING": Translated("en tekst i anførselstegn", "ein tekst i hermeteikn", "a text in quotation marks"),
    "BULLET": Translated("et listemerke", "eit listemerke", "the mark of a list"),
    "STOP": Translated("punktum", "punktum", "a full stop"),
    "PERCENTILE": Translated("«90-persentil av»", "«90-persentil av»", "«90th percentile of»"),
    "SHOW": Translated(
        "«vis siste kvartal i stedet når måneden er skjult»",
        "«vis siste kvartal i staden når månaden er skjult»",
        "«show the last quarter instead when the month is hidden»",
    ),
    "PHRASE": Translated("et uttrykk", "eit uttrykk", "a phrase"),
    "REST": Translated("former med komma mellom", "former med komma mellom", "forms with commas between"),
    "LPAR": Translated("«(»", "«(»", "«(»"),
    "RPAR": Translated("«)»", "«)»", "«)»"),
    "COMMA": Translated("komma", "komma", "a comma"),
    "LIST_COMMA": Translated("komma", "komma", "a comma"),
    "TARGET_COMMA": Translated("komma og et mål til", "komma og eit mål til", "a comma and one more target"),
    "COLON": Translated("kolon", "kolon", "a colon"),
    "DASH": Translated("tankestrek", "tankestrek", "a dash"),
    "$END": Translated("at linja slutter", "at linja sluttar", "the end of the line"),
}
_FIRST = (
    *("SET", "NAME", "NUMBER", "RPAR", "KRONER", "SOURCE", "SET_WORD", "REQUIREMENT"),
    *("SHARE", "COUNT", "QTY", "MOD", "CODE", "STRING"),
)
_FIRST_AT_TOP = ("SOURCE", "SET_WORD", "REQUIREMENT", "SHARE", "COUNT", "QTY", "CODE")
_KIND_NAMES: Mapping[str, Translated] = {
    "SET": Translated("en gruppe", "ei gruppe", "a set"),
    "QTY": Translated("en størrelse", "ein storleik", "a quantity"),
    "MOD": Translated("en egenskap eller et utfall", "ein eigenskap eller eit utfall", "a property or an outcome"),
}
GRAINS = frozenset(
    {"GRAIN_PERSON_MONTH", "GRAIN_PERSON_YEAR", "GRAIN_EVENT", "GRAIN_CASE", "GRAIN_UNIT_MONTH", "GRAIN_UNIT_YEAR"}
)
"""What a row of a source may be."""
_GRAIN = re.compile(r"(?:[eé]n|[eé]i|one) (?:rad|row)\b", re.IGNORECASE)
_CODE_WITHOUT_DOT = re.compile(r"([^\W\d_]{1,3})(\d{1,3})(?= |$)")
SHOWN = 7
_UNITS_OF = {"LAST": frozenset({"MONTHS", "YEARS"}), "WITHIN": TIME_UNITS}
"""The units that a window and a deadline may have. More can be read there, so that it is said why not."""
FAMILY = 3
"""Words of one kind from which on they are said together."""
_FAMILIES = (
    (
        ("SHARE", "COUNT", "DISTINCT", *BY_WORD, "TOTAL", "INDEX"),
        Translated("en statistikk", "ein statistikk", "a statistic"),
    ),
    (
        ("KRONER", "PERCENT", "POINTS_PERCENT", *sorted(TIME_UNITS), "POINTS", "CASES"),
        Translated("en måleenhet", "ei måleining", "a unit of measure"),
    ),
    (("THOUSAND", "MILLION", "BILLION"), Translated("et tallord", "eit talord", "a word for a number")),
)
EXAMPLES = 3


Reads = Callable[[str], Parsed]


@dataclass(frozen=True, slots=True)
class Slip:
    """A problem, and the line with the nearest word in place of the wrong one (None if no word is near)."""

    problem: Problem
    mended: str | None


def explain(
    line: LogicalLine, parsed: Parsed, lexicon: Lexicon, declared: Declared, language: str, reads: Reads
) -> Slip:
    """Return the one problem of a line without a reading. `reads` reads another text in the line's place: what is
    proposed is tried."""
    at = parsed.farthest
    if line.text.count('"') % 2 and at <= line.text.rindex('"'):
        quote = line.text.rindex('"')
        return Slip(problem("S009", line.span(quote, len(line.text))), None)
    expected = _UNITS_OF.get(parsed.counted_by) or _in_words(parsed.expected)
    if _GRAIN.match(line.text) and line.indent:
        at, expected = 0, GRAINS
    awaited = Translated(*(_listed(expected, declared, one) for one in LANGUAGES))
    part = part_of_year_at(line.text, at)
    if part is not None and (slip := date_slip(line.text, part)) is not None:
        return _of_date(line, part, slip, reads)
    lacking = other_form(line, at)
    if lacking is not None:
        return Slip(lacking, None)
    if at >= len(line.text):
        end = line.span(max(0, len(line.text) - 1), len(line.text))
        return _mended(line, problem("S003", end, expected=awaited), at, reads)
    special = _special(line, at, parsed, lexicon, reads)
    if special is not None:
        return special
    text, near, sure = _nearest(line.text, at, expected, declared, language)
    span = line.span(at, at + len(text))
    if near is None or _stops(line.text[:at] + near + line.text[at + len(text) :], at + len(near), lexicon, reads):
        answer = _mended(line, problem("S001", span, found=text, expected=awaited), at, reads)
        spellings = _spellings(expected, language) if answer.mended is None else ()
        whole = lacking_word(line.text, at, spellings, lambda one: bool(reads(one).readings))
        if whole is None:
            return answer
        text, near, sure = *whole, False
        span = line.span(at, at + len(text))
    mended = line.text[:at] + near + line.text[at + len(text) :]
    fixes = replacing(span, near, safe=sure)
    error = problem("S002", span, fixes=fixes, found=text, nearest=near, expected=awaited)
    return Slip(error, mended)


def part_of_year_as_name(line: LogicalLine, readings: Sequence[Node], reads: Reads) -> Slip | None:
    """The slip in a line that reads only since a part of a year is taken for a level's name, and its year for the time
    of the target (`80 % i andre halvår i 2026`); None where no reading needs that."""
    slips = []
    for reading in readings:
        names = (token for token in tokens(reading) if token.type == "NAME")
        parts = ((token, part_of_year(line.text, token.start)) for token in names)
        slips.append(next(((t.start, p) for t, p in parts if p is not None and t.end < t.start + len(p.text)), None))
    first = slips[0]
    return _of_date(line, *first, reads) if first is not None and None not in slips else None


def _mended(line: LogicalLine, error: Problem, at: int, reads: Reads) -> Slip:
    """The problem with the line as it can be read, where one slip of the pen explains it."""
    mended = repaired(line.text, at, lambda text: bool(reads(text).readings))
    if mended is None:
        return Slip(error, None)
    start = begun_alike(line.text, mended)
    end = begun_alike(line.text[start:][::-1], mended[start:][::-1])
    start -= start > 0 and start + end == len(line.text)  # what is put in stands at a letter
    stop = len(line.text) - end
    text = mended[start : len(mended) - end]
    return Slip(replace(error, fixes=replacing(line.span(start, stop), text)), mended)


def _spellings(expected: Iterable[str], language: str) -> list[str]:
    """The language's own words for what was expected."""
    spelled = load_words().spelled
    return [text for word in sorted(expected) if word in spelled for text in spelled[word][language]]


def _stops(mended: str, end: int, lexicon: Lexicon, reads: Reads) -> bool:
    """Whether the line with the nearest word in it ends just behind it, at a word that the language has: then that
    word was not meant."""
    parsed = reads(mended)
    after = len(mended) - len(mended[end:].lstrip())
    if parsed.readings or after >= len(mended) or parsed.farthest != after:
        return False
    return any(token.type not in ("NAME", "UNIT") for token in lexicon.tokens(mended, after))


def _in_words(expected: frozenset[str]) -> frozenset[str]:
    """What was expected, with the words that begin a statistic one by one; without the window that is read in place of
    a part of the year, so that it is said why not."""
    expected = expected - {"LAST"} if "WHOLE_YEAR" in expected else expected
    return expected - {"STATISTIC"} | set(BY_WORD) if "STATISTIC" in expected else expected


def _special(line: LogicalLine, at: int, parsed: Parsed, lexicon: Lexicon, reads: Reads) -> Slip | None:
    text = line.text
    if at == 0 and (m := _CODE_WITHOUT_DOT.match(text)):
        code = f"{m[1]}.{m[2]}"
        mended = code + text[m.end() :]
        span = line.span(0, m.end())
        return Slip(
            problem("S008", span, fixes=replacing(span, code, safe=True), found=m.group(), nearest=code), mended
        )
    word = ATOM.match(text, at)
    before = text[:at].split()
    if word and parsed.expected == {"NUMBER"} and before and before[-1].casefold() in ("siste", "last"):
        asked = ambiguous_window(line, at - len(before[-1]) - 1, word)
        tried = [f for f in asked.fixes if reads(_edited(line.text, at - len(before[-1]) - 1, word.end(), f)).readings]
        return Slip(asked if tried else replace(asked, fixes=()), None)
    if parsed.expected & {"DATE", "YEAR"} and (slip := date_slip(text, at)) is not None:
        return _of_date(line, at, slip, reads)
    if (m := _ANY_PERCENTILE.search(text)) and m.start() <= at <= m.end():
        return Slip(problem("S023", line.span(m.start(), m.end()), found=m.group()), None)
    if word and word.group()[0].isalpha() and {"STRING", "NUMBER", "DATE"} <= parsed.expected and _IS.search(text[:at]):
        return _unquoted(line, at)
    if parsed.expected & {"SET", "QTY"}:
        wrong = [p for p in lexicon.tokens(text, at) if p.type in _KIND_NAMES and p.type not in parsed.expected]
        if wrong:
            token = max(wrong, key=lambda p: p.end)
            wanted = [w for w in ("SET", "QTY", "MOD") if w in parsed.expected]
            error = problem(
                "S020",
                line.span(token.start, token.end),
                found=token.text,
                expected=Translated(
                    *(either_of([_KIND_NAMES[w][at] for w in wanted], one) for at, one in enumerate(LANGUAGES))
                ),
                kind=_KIND_NAMES[token.type],
            )
            return Slip(error, None)
    return None


_ANY_PERCENTILE = re.compile(
    r"(?<!\w)(?:0+|\d{3,})(?:[ -]?persentil(?:en)?|(?:st|nd|rd|th)[ -]percentile)(?!\w)", re.IGNORECASE
)
_IS = re.compile(r"(?<!\w)(?:er|is|ikke|ikkje|not|eller|or|og|and|av|of) $", re.IGNORECASE)
"""What stands before a text of the data: nothing is before or over a text."""
_NOTHING = frozenset(
    {"tom", "tomt", "tomme", "blank", "blankt", "null", "empty", "i måneden", "i månaden", "in the month"}
)
"""What is no text of the data but said of a cell or a date."""
_VALUE = re.compile(r"[^\W\d][\w-]*(?: (?!(?:og|eller|and|or)\b)[^\W\d][\w-]*)*")


def _edited(text: str, start: int, end: int, fix: Fix) -> str:
    """The text with the fix's words from `start` to `end`."""
    return text[:start] + fix.edits[0].text + text[end:]


def _unquoted(line: LogicalLine, at: int) -> Slip | None:
    """A text of the data without its quotation marks, to the next `og` or `eller`."""
    m = _VALUE.match(line.text, at)
    if m is None or m.group().casefold() in _NOTHING:
        return None
    span, quoted = line.span(at, m.end()), f'"{m.group()}"'
    error = problem("S022", span, fixes=replacing(span, quoted), found=m.group())
    return Slip(error, line.text[:at] + quoted + line.text[m.end() :])


def _of_date(line: LogicalLine, at: int, slip: DateSlip, reads: Reads) -> Slip:
    """What is proposed in two dates (half a year's quarters) is tried: it may not be able to stand there."""
    span = line.span(at, at + len(slip.text))
    mended = None if slip.meant is None else line.text[:at] + slip.meant + line.text[at + len(slip.text) :]
    if mended is None or slip.meant is None or ("," in slip.meant and not reads(mended).readings):
        return Slip(problem("S021", span, found=slip.text, why=slip.why), None)
    fixes = replacing(span, slip.meant, safe=slip.sure)
    return Slip(problem("S021", span, fixes=fixes, found=slip.text, why=slip.why), mended)


def _nearest(
    text: str, at: int, expected: frozenset[str], declared: Declared, language: str
) -> tuple[str, str | None, bool]:
    """What stands at `at` (as many words as the nearest spelling has), the nearest spelling, and whether nothing else
    can be meant: no other spelling is near, and it is a slip of a letter or two in a word of five at least."""
    slices = _slices(text, at)
    unexpected = slices[1] if 1 in slices else text[at : at + 1]
    best: tuple[float, str, str] | None = None
    words = load_words()
    spelled: list[str] = []
    for word in sorted(expected):
        if word in words.spelled:
            spelled.extend(words.spelled[word][language])
        spelled.extend(MONTH_NAMES if word == "MONTH" else ())
        spelled.extend(declared.phrases.get(word, ()))
    by_length: dict[int, list[str]] = {}
    for spelling in spelled:
        by_length.setdefault(len(ATOM.findall(spelling)), []).append(spelling)
    for length, candidates in sorted(by_length.items()):
        if length not in slices:
            continue
        near = nearest(slices[length], _swapped_first(slices[length], candidates))
        if near is None:
            continue
        edits = distance(slices[length].casefold(), near.casefold(), tolerance(slices[length]))
        score = edits / len(near)
        if best is None or score < best[0]:
            best = (score, slices[length], _cased(slices[length], near))
    if best is None:
        return unexpected, None, False
    _, written, near = best
    return written, near, only_near(written, spelled)


def _swapped_first(written: str, candidates: Iterable[str]) -> list[str]:
    """The candidates, those with the letters of what is written first: two that changed places are the likeliest."""
    letters = sorted(written.casefold())
    return sorted(candidates, key=lambda candidate: sorted(candidate.casefold()) != letters)


_ENCLOSING = frozenset('()[]«»"')
"""Signs that no spelling of a word holds: what is written in a word's place ends before them."""


def _slices(text: str, at: int) -> dict[int, str]:
    """The first word at `at`, the first two, and so on, by how many they are."""
    slices: dict[int, str] = {}
    for count, m in enumerate(ATOM.finditer(text, at), start=1):
        if count > 12 or m.group() in _ENCLOSING:
            break
        slices[count] = text[at : m.end()]
    return slices


def _cased(written: str, near: str) -> str:
    return near[:1].upper() + near[1:] if written[:1].isupper() and near[:1].islower() else near


def _listed(expected: Iterable[str], declared: Declared, language: str) -> str:
    words, column = load_words(), LANGUAGES.index(language)
    texts: list[str] = []
    expected = frozenset(expected)
    together, members = _families(expected, language)
    first = (*_FIRST_AT_TOP, *_FIRST) if "SOURCE" in expected else _FIRST
    rank = {word: place for place, word in enumerate(dict.fromkeys((*first, *words.spelled, *_ROLES)))}
    for word in sorted(expected, key=lambda w: rank.get(w, len(rank))):
        if word in together:
            texts.append(together[word])
        elif word in members:
            continue
        elif word in _ROLES:
            examples = declared.examples.get(word, [])[:EXAMPLES]
            role = _ROLES[word][column]
            texts.append(f"{role} ({', '.join(examples)}, …)" if examples else role)
        elif word in words.spelled:
            texts.append(f"«{words.canonical(word, language).removeprefix(', ')}»")
    unique = list(dict.fromkeys(texts))
    if len(unique) > SHOWN:
        rest = len(unique) - SHOWN
        more = (f"ett av {rest} andre ord", f"eitt av {rest} andre ord", f"one of {rest} other words")[column]
        return either_of([*unique[:SHOWN], more], language)
    return either_of(unique, language)


def _families(expected: Iterable[str], language: str) -> tuple[dict[str, str], set[str]]:
    """Words of one kind said together, by the first of each kind; and all that are said so."""
    words, column = load_words(), LANGUAGES.index(language)
    families: dict[str, str] = {}
    members: set[str] = set()
    for family, called in _FAMILIES:
        held = [word for word in family if word in expected and word in words.spelled]
        if len(held) >= FAMILY:
            spelled = ", ".join(f"«{words.canonical(word, language)}»" for word in held)
            families[held[0]] = f"{called[column]} ({spelled})"
            members |= set(held)
    return families, members


def grouped(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems by place; all uses of one unknown word are one problem with several places (R29)."""
    ordered = sorted(problems, key=lambda p: (p.span is None, p.span, p.code))
    first: dict[tuple[str, ...], int] = {}
    kept: list[Problem] = []
    for one in ordered:
        key = (one.code, one.fields.get("found", ""), one.fields.get("nearest", ""))
        if one.code != "S002" or one.span is None:
            if one not in kept[-3:]:
                kept.append(one)
        elif key in first:
            seen = kept[first[key]]
            kept[first[key]] = replace(seen, places=(*seen.places, SecondaryPlace(one.span, f"«{key[1]}»")))
        else:
            first[key] = len(kept)
            kept.append(one)
    return kept
