"""The table of words: each token type with its spellings by language, and tries for looking them up."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

from kpidsl.resources import grammar_dir

ATOM = re.compile(
    r"""[^\W\d]\w*(?:[-'’/][^\W_]\w*)*   # a word: oppfølging, follow-up, NAV-kontor, møte_holdt
      | \d+-?[^\W\d]\w*(?:[-'’]\w+)*     # 2-møte, 18-åringer, 90th
      | \d+                              # digits
      | >=|<=                            # signs of two characters
      | [^\w\s]                          # any other sign
      | _\w*
    """,
    re.VERBOSE,
)

# The words that make a sentence: a term may not be one of them, nor begin or end with one (R8).
SENTENCE_WORDS = frozenset(
    {"SHARE", "COUNT", "MEAN", "MEDIAN", "WITH", "WITHOUT", "WITHIN", "PER", "EXCEPT", "LAST", "OUT_OF", "AND", "OR"}
)
TIME_UNITS = frozenset({"SECONDS", "MINUTES", "HOURS", "DAYS", "WORKING_DAYS", "WEEKS", "MONTHS", "YEARS"})
UNIT_WORDS = TIME_UNITS | {"PERCENT", "POINTS_PERCENT", "POINTS", "KRONER"}

PARTS: Mapping[str, Fraction] = {
    "HALF": Fraction(1, 2),
    "THIRD": Fraction(1, 3),
    "TWO_THIRDS": Fraction(2, 3),
    "QUARTER": Fraction(1, 4),
    "THREE_QUARTERS": Fraction(3, 4),
    "FOUR_FIFTHS": Fraction(4, 5),
    "NINE_TENTHS": Fraction(9, 10),
}
"""What the words for a part of a whole say."""

WHOLE_PARTS: Mapping[str, int] = {"WHOLE_QUARTER": 3, "WHOLE_TERTIAL": 4, "WHOLE_HALF_YEAR": 6, "WHOLE_YEAR": 12}
"""The parts of a year that a hidden month may give way to, with how many months each is of."""

MONTH_NAMES: dict[str, int] = {}
for _names in (
    "januar februar mars april mai juni juli august september oktober november desember",
    "january february march april may june july august september october november december",
):
    for _number, _name in enumerate(_names.split(), start=1):
        MONTH_NAMES[_name] = _number


@dataclass(slots=True)
class Trie:
    """Phrases by their atoms, casefolded; `here` are the payloads of the phrase that ends at this node."""

    here: list[Any] = field(default_factory=list)
    below: dict[str, Trie] = field(default_factory=dict)

    def add(self, phrase: str, payload: object) -> None:
        """Add a phrase. A phrase may have several payloads."""
        node = self
        for atom in atoms(phrase):
            node = node.below.setdefault(atom, Trie())
        if payload not in node.here:
            node.here.append(payload)


def atoms(text: str) -> list[str]:
    """Return the casefolded words and signs of a text."""
    return [m.casefold() for m in ATOM.findall(text)]


@dataclass(frozen=True, slots=True)
class Words:
    """The table of words: `spelled[word][language]` are the spellings, the canonical one first.

    `numerals[language][n]` are the spellings of the number n in words.
    """

    spelled: dict[str, dict[str, tuple[str, ...]]]
    numerals: dict[str, tuple[tuple[str, ...], ...]]

    def canonical(self, word: str, language: str) -> str:
        """Return the canonical spelling of the word in that language."""
        return self.spelled[word][language][0]

    def beginning(self, words: Iterable[str], language: str) -> str:
        """Those of the words that the table has, as a list for a reader: `«gjennomsnittlig», «median», …`."""
        quotes = "“{}”" if language == "en" else "«{}»"
        return ", ".join(quotes.format(self.canonical(word, language)) for word in words if word in self.spelled)

    def trie(self, language: str | None) -> Trie:
        """Return a new trie of one language's spellings, or of all (None). The payload of a numeral is its number."""
        trie = Trie()
        for word, by_language in self.spelled.items():
            for code, spellings in by_language.items():
                if language in (None, code):
                    for spelling in spellings:
                        trie.add(spelling, word)
        for code, numbers in self.numerals.items():
            for number, spellings in enumerate(numbers):
                for spelling in spellings if language in (None, code) else ():
                    trie.add(spelling, number)
        return trie

    def spellings(self, word: str) -> frozenset[str]:
        """Return all spellings of a word in all languages, casefolded."""
        return frozenset(s.casefold() for by in self.spelled[word].values() for s in by)


@cache
def load_words() -> Words:
    """Return the table of words of this installation; it is read once."""
    table = tomllib.loads((grammar_dir() / "words.toml").read_text(encoding="utf-8"))
    numerals = tomllib.loads((grammar_dir() / "numerals.toml").read_text(encoding="utf-8"))
    spelled = {
        word: {
            "nb": tuple(row["nb"]),
            "nn": tuple(row.get("nn", row["nb"])),
            "en": tuple(row["en"]),
        }
        for word, row in table.items()
    }
    return Words(spelled, {language: tuple(_numerals(numerals, language)) for language in ("nb", "nn", "en")})


def _numerals(table: Mapping[str, Any], language: str) -> Iterator[tuple[str, ...]]:
    """The spellings of each number from 0 to 100."""
    yield from map(tuple, table[language])
    *tens, hundred = table["tens"][language]
    for ten in tens:
        yield (ten,)
        yield from ((f"{ten}{table['between'][language]}{one}",) for (one, *_) in table[language][1:10])
    yield (hundred,)
