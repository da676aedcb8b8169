"""Rows that belong to no unit: totals and notes, as people write them below a table.

A row with a code of the register never is one, whatever its figures add up to.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_WORDS = """
    i alt | ialt | sum | sum i alt | sum total | sum totalt | sum alle | total | totalt | totalt alle |
    total sum | totalsum | totaler | hovedtotal | tilsammen | til sammen | samla | samlet | samlet sum |
    sum samlet | delsum | subtotal | alle | alle enheter | alle einingar | alle kontor | alle kontorer |
    alle kommuner | alle kommunar | alle fylker | alle fylke | hele landet | heile landet | landet i alt |
    landet samlet | landet totalt | hele norge | heile noreg | norge i alt | norge totalt | hele fylket |
    heile fylket | hele etaten | heile etaten | grand total | overall | overall total | all | all units |
    all offices | all counties | whole country | the whole country | entire country | national total |
    country total | totals | sums
    """
_TOTALS = frozenset(word.strip() for word in _WORDS.split("|"))
"""Words in a unit's cell that say that the row adds up others."""

_COUNTRY = frozenset({"norge", "noreg", "norway", "landet"})
"""The country by name: a total where there is a register, whose codes are others; else it may be the only unit."""

_PART = re.compile(
    r"(sum|totalt|total|i alt|delsum|subtotal)[: ]\s*\S.*|\S.*[ ,](i alt|totalt|total|samlet|samla|til sammen)"
)
"""A total of a part: «Sum Agder», «Agder i alt»."""

_NOTE = re.compile(
    r"(kilder?|kjelder?|sources?|not[ei]r?|notes?|merk|merknad(er)?|fotnoter?|footnotes?|kommentar(er)?"
    r"|oppdatert|sist oppdatert|last updated|hentet|uttrekk|kontakt|forklaring|definisjon)\s*:.*|\*+\s*[^\W\d].*|©.*",
    re.DOTALL,
)


_TYPE_WORDS = """
    dato datoer date dates datetime timestamp tidspunkt dag dager dagar day days måned måneder månad månader month
    months år year tall tal heltall heiltal desimaltall desimaltal antall number integer int float decimal numeric count
    kr kroner nok tkr mill beløp % prosent prosenter percent pst andel sekunder sekund seconds minutter minuttar minutes
    timer timar hours uker veker weeks stk poeng points
    """
_TYPES = frozenset(_TYPE_WORDS.split())
"""What a column of dates or numbers is said to hold."""
_DATE_FORM = re.compile(r"(?=.*[dmyå])[dmyåths]{1,4}(?:[-./: t][dmyåths]{1,4})*")
"""`åååå-mm-dd`, `dd.mm.yyyy`."""


@dataclass(frozen=True, slots=True)
class RowsLeftOut:
    """What marks a source's rows as totals or notes: the usual words, and the unit cells `declared` in the project
    file.

    `known` are the codes (or names) of the register; `ready_made` tells whether the rows are figures.
    """

    known: Collection[str] = ()
    declared: Collection[str] = ()
    ready_made: bool = False

    def reason(self, unit: str, others: Sequence[str], beside: Sequence[str]) -> str | None:
        """Return the text that shows that a row is a total or a note; None for any other row.

        `others` are the row's cells that are not empty. `beside` are its cells in unwanted columns: where the unit is
        empty, a word for a total may be there.
        """
        if unit in self.known:
            return None
        if unit in self.declared:
            return unit or "–"
        if unit:
            words = _COUNTRY if self.known else frozenset[str]()
            says_so = _folded(unit) in words or is_total(unit) or is_note(unit)
            return unit if says_so and _folded(unit) not in map(_folded, self.known) else None
        if len(others) == 1 and is_note(others[0]):
            return others[0]
        return next((cell for cell in beside if is_total(cell)), None) if self.ready_made else None

    def is_second_head(self, unit: str, cells: Sequence[str]) -> bool:
        """Return whether the row under the head of a table of months says what the columns hold (`;;kroner;%`): figures
        whose unit is none of the register's, and without any digit, so that it has no month."""
        words = "".join(cells)
        is_words = any(map(str.isalpha, words)) and not any(map(str.isdigit, words))
        return self.ready_made and unit not in (*self.known, *self.declared) and is_words

    def is_row_of_types(self, unit: str, cells: Sequence[str], typed: Sequence[str]) -> bool:
        """Return whether the row under the head of rows about persons, events or cases says what the columns hold
        (`tekst;tekst;dato;kr`): there is no digit in it, and a type or a unit stands in every cell that is filled in of
        the columns of dates and numbers (`typed`)."""
        words = [cell for cell in typed if cell]
        no_digit = not any(map(str.isdigit, "".join(cells)))
        return bool(words) and no_digit and unit not in self.known and all(map(is_type, words))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def is_type(text: str) -> bool:
    """Return whether the text is a word for what a column of dates or numbers holds, in brackets or not."""
    plain = _folded(text).strip(" .()[]")
    return plain in _TYPES or _DATE_FORM.fullmatch(plain) is not None


def is_total(text: str) -> bool:
    """Return whether the text is a word for a total, in any case, with or without a colon or full stop."""
    plain = _folded(text).strip(" .:–-*=")
    return plain in _TOTALS or _PART.fullmatch(plain) is not None


def is_note(text: str) -> bool:
    """Return whether the text begins like a note below a table: «Kilde: …», «Merk: …», «* foreløpige tall»."""
    return _NOTE.fullmatch(_folded(text)) is not None
