"""Writes an indicator in the short form with the same meaning: `Andel SETT med HENDELSE siste 3 mnd (minst 80 %)`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from kpidsl.language.building.builder import UNITS
from kpidsl.language.reading.words import MONTH_NAMES, PARTS, load_words
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.blocks import File
from kpidsl.language.tree.indicators import BreakdownLine, Indicator
from kpidsl.language.tree.terms import TermDeclaration, TranslationLine
from kpidsl.measures.registry import BY_WORD

_UNIT_WORDS = {unit: word for word, unit in UNITS.items()}
_SINGULAR = {
    "SECONDS": {"nb": "sekund", "en": "second"},
    "MINUTES": {"nb": "minutt", "en": "minute"},
    "HOURS": {"nb": "time", "nn": "time", "en": "hour"},
    "DAYS": {"nb": "dag", "nn": "dag", "en": "day"},
    "WORKING_DAYS": {"nb": "virkedag", "nn": "virkedag", "en": "working day"},
    "WEEKS": {"nb": "uke", "nn": "veke", "en": "week"},
    "MONTHS": {"en": "month"},
    "YEARS": {"en": "year"},
}
_LIMITS = {"<": "UNDER", ">": "OVER", "<=": "AT_MOST", ">=": "AT_LEAST"}
_AGES = {"<": "AGE_UNDER", ">": "AGE_OVER", ">=": "AGE_FROM"}
_WRITTEN_OUT = {100 * PARTS[word]: word for word in ("THIRD", "TWO_THIRDS")}
"""Per cent that no decimals give exactly."""
_TIMES = {"year_to_date": "YEAR_TO_DATE", "previous_month": "PREVIOUS_MONTH", "month_end": "MONTH_END"}
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def writer(files: Iterable[File], language: str) -> Writer:
    """A writer in `nb`, `nn` or `en` of the terms that the files declare: each by its first form in that language,
    where one is given, else by its first form."""
    forms: dict[str, str] = {}
    for file in files:
        for term in file.blocks:
            if isinstance(term, TermDeclaration) and term.key not in forms:
                translated = (
                    line.forms[0].text
                    for line in term.lines
                    if isinstance(line, TranslationLine) and line.language == language != file.language
                )
                forms[term.key] = next(translated, term.forms[0].text)
    return Writer(language, forms)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes in one language; `forms` is how each declared phrase is written, by its key."""

    language: str
    forms: Mapping[str, str]

    def indicator(self, written: Indicator, last: int | None = None) -> str | None:
        """The short form with its targets, in one line; None where the words have several readings, and for
        `ingen fristbrudd`, which does not name its outcome.

        `last` is the last line of the file that the sentence stands in, where that is not the first.
        """
        (reading, *others) = written.readings
        clauses = reading.clauses if isinstance(reading, tree.Sentence) else ()
        if others or any(isinstance(clause, tree.WithinClause) and clause.unbroken for clause in clauses):
            return None
        targets = [t for t in (written.target, *written.steps) if t is not None]
        parts = [self.reading(reading)]
        is_coded = any(target.level is not None and target.units for target in targets)
        joint = f" {self._word('AND')} " if is_coded else ", "  # a comma behind `for kontor 0101` leads to another code
        parts += [f"({joint.join(self.target(target) for target in targets)})"] if targets else []
        until = written.span.line if last is None else last
        broken = next((x for x in written.lines if isinstance(x, BreakdownLine) and x.span.line <= until), None)
        parts += [f"{self._word('BROKEN_DOWN')} {broken.column.text}"] if broken is not None else []
        code = f"{written.code.text} " if written.code is not None else ""
        label = f"{written.label}: " if written.label else ""
        return f"{label}{code}{' '.join(parts)}"

    def reading(self, reading: tree.Reading) -> str:
        """What is measured, without its target."""
        match reading:
            case tree.Sentence():
                return self.sentence(reading)
            case tree.IndexSentence(title):
                return f'{self._word("INDEX").capitalize()} "{title.text}"'
            case tree.ChangeSentence(code):
                return f"{self._word('CHANGE_IN').capitalize()} {code.text}"
            case tree.TitleSentence(title):
                return f'"{title.text}"'

    def sentence(self, sentence: tree.Sentence) -> str:
        """A sentence without its target."""
        head = self._set(sentence.head) if sentence.head is not None else ""
        quantity = self._term(sentence.quantity) if sentence.quantity is not None else ""
        match sentence.statistic:
            case "share" | "count" | "distinct" as statistic:
                begun = f"{self._word(statistic.upper())} {head}"
            case "ratio" if sentence.base is not None:
                begun = f"{quantity} {self._word('PERCENT_OF')} {self._term(sentence.base)}"
            case "sum":
                begun = quantity if sentence.total is None else f"{self._word('TOTAL')} {quantity}"
            case _:
                begun = f"{self._statistic(sentence)} {quantity}"
        if quantity and head:
            begun += f" {self._word('PREP')} {head}"
        text = " ".join((begun, *(self._clause(clause) for clause in sentence.clauses)))
        return text[:1].upper() + text[1:]

    def target(self, target: tree.Target) -> str:
        """A target with its date and the units it is for, without brackets."""
        parts = [self._value(target)]
        if target.valid_from is not None:
            parts.append(f"{self._word('FROM')} {self._date(target.valid_from)}")
        if target.level is not None:
            codes = ", ".join(unit.text for unit in target.units)
            parts.append(f"{self._word('FOR')} {target.level.text} {codes}".rstrip())
        if target.category is not None:
            name = self._word("THE_OTHERS") if target.others else f'"{target.category.text}"'
            parts.append(f"{self._word('FOR')} {name}")
        if target.line is not None:
            parts.append(f"{self._word('FOR')} {self._word('LINE')} {target.line.text}")
        if target.decided is not None:
            parts.append(f"{self._word('DECIDED')} {self._date(target.decided)}")
        return " ".join(parts)

    def _word(self, word: str) -> str:
        return load_words().canonical(word, self.language)

    def _term(self, term: tree.TermRef) -> str:
        return self.forms.get(term.key, term.key)

    def _statistic(self, sentence: tree.Sentence) -> str:
        asked = (sentence.statistic, sentence.percent)
        word = next((w for w, statistic in BY_WORD.items() if statistic == asked and w in load_words().spelled), None)
        if word is not None:
            return self._word(word)
        if self.language == "en":
            number = sentence.percent or 0
            ending = "th" if number // 10 == 1 else _ORDINALS.get(number % 10, "th")
            return f"{number}{ending} percentile of"
        return f"{sentence.percent}-persentil av"

    def _set(self, phrase: tree.SetPhrase) -> str:
        """A set with its properties before it; an English outcome stands after it (`claims decided`)."""
        after = [m for m in phrase.modifiers if m.kind == "outcome" and self.language == "en"]
        before = [m for m in phrase.modifiers if m not in after]
        words = [*map(self._term, before), self._term(phrase.noun), *map(self._term, after)]
        if phrase.age is not None:
            words.append(self._age(phrase.age))
        if phrase.window is not None:
            words.append(self._window(phrase.window))
        return " ".join(words)

    def _window(self, window: tree.Window) -> str:
        every = f"{self._word('EVERY_MONTH')} " if window.every else ""
        return f"{every}{self._word('LAST')} {self._amount(window.length)}"

    def _having(self, clause: tree.WithClause) -> str:
        # Without a window "have had" may be refused where "have" is not.
        past = clause.past and clause.phrase.window is None
        return self._word((("HAS_HAD", "HAS_NOT_HAD") if past else ("WITH", "WITHOUT"))[clause.negated])

    def _thing(self, clause: tree.WithClause) -> str:
        words = [self._word("AT_LEAST"), str(clause.at_least)] if clause.at_least > 1 else []
        words.append(self._set(clause.phrase))
        words += [self._word("SAME_UNIT")] if clause.same_unit is not None else []
        return " ".join(words)

    def _age(self, age: tree.AgePhrase) -> str:
        limits = [limit for _, limit in age.limits]
        if len(limits) == 2:
            low, high = self._number(limits[0].value), self._amount(limits[1])
            return f"{self._word('AGE_BETWEEN')} {low} {self._word('AND')} {high}"
        operator = age.limits[0][0]
        word = (
            f"{self._word('WAITING')} {self._word(_LIMITS[operator])}" if age.waiting else self._word(_AGES[operator])
        )
        return f"{word} {self._amount(limits[0])}"

    def _clause(self, clause: tree.Clause) -> str:
        match clause:
            case tree.WithClause():
                return f"{self._having(clause)} {self._thing(clause)}"
            case tree.JoinedClause(join, parts, shared):
                spelled = [self._clause(parts[0])]
                spelled += [self._thing(p) if at in shared else self._clause(p) for at, p in enumerate(parts[1:], 1)]
                return f" {self._word(join.upper())} ".join(spelled)
            case tree.ThresholdClause(negated, quantity, operator, limit):
                words = (
                    self._word("WITHOUT" if negated else "WITH"),
                    self._term(quantity),
                    self._word(_LIMITS[operator]),
                )
                return f"{' '.join(words)} {self._amount(limit)}"
            case tree.WithinClause(limit):
                within = self._amount(limit) if limit is not None else self._word("DEADLINE")
                since = f" {self._word('SINCE')} {clause.since.text}" if clause.since is not None else ""
                return f"{self._word('WITHIN')} {within}{since}"
            case tree.PerClause(number, phrase):
                spelled = [self._word("PER"), *([str(number)] if number != 1 else [])]
                spelled += [self._word("PERSONS_AMONG")] if clause.persons else []
                return " ".join((*spelled, self._set(phrase)))
            case tree.PerQuantityClause(number, quantity):
                spelled = [self._word("PER"), *([str(number)] if number != 1 else []), self._term(quantity)]
                spelled += [self._window(clause.window.window)] if clause.window is not None else []
                return " ".join(spelled)
            case tree.ExceptClause(phrase):
                return f"{self._word('EXCEPT')} {self._set(phrase)}"
            case tree.OutOfClause(phrase):
                return f"{self._word('OUT_OF')} {self._set(phrase)}"
            case tree.TimeClause(time):
                return self._word(_TIMES[time])
            case tree.WindowClause(window):
                return self._window(window)
            case tree.TimesClause(number, divided):
                return f"{self._word('DIVIDED_BY' if divided else 'TIMES')} {self._number(number)}"

    def _value(self, target: tree.Target) -> str:
        if target.form == "improvement":
            return self._compared(target)
        if target.value is None:
            return self._word("NO_TARGET")
        value = self._amount(target.value)
        if target.form == "corridor" and target.high is not None:
            return f"{self._number(target.value.value)}–{self._amount(target.high)}"
        return f"{self._word(_LIMITS[target.operator])} {value}" if target.operator is not None else value

    def _compared(self, target: tree.Target) -> str:
        """`10 % lavere enn i 2025`, `lavere enn i fjor`, `høyst som i fjor`."""
        if target.base == "year":
            base = f"{self._word('IN')} {target.base_year}"
        elif target.base == "level":
            base = self._word("COUNTRY") if target.base_level is None else target.base_level.text
        else:
            base = self._word("LAST_YEAR" if target.base == "last_year" else "PREVIOUS")
        if target.operator is not None:
            return f"{self._word(_LIMITS[target.operator])} {self._word('AS')} {base}"
        than = self._word(f"{(target.comparison or 'better').upper()}_THAN")
        amount = "" if target.value is None else f"{self._amount(target.value)} "
        return f"{amount}{self._word('OF_VALUE') + ' ' if target.of_value else ''}{than} {base}"

    def _amount(self, amount: tree.WrittenAmount) -> str:
        if amount.unit == "percent" and amount.value in _WRITTEN_OUT:
            return self._word(_WRITTEN_OUT[amount.value])
        number = self._number(amount.value)
        if amount.unit is None:
            return number
        if amount.unit == "percent":
            return f"{number} %"
        word = _UNIT_WORDS[amount.unit]
        one = _SINGULAR.get(word, {}).get(self.language) if amount.value == 1 else None
        return f"{number} {one or self._word(word)}"

    def _number(self, value: Fraction) -> str:
        """An exact decimal, thousands parted by blanks."""
        places = 0
        while (value * 10**places).denominator != 1 and places < 12:
            places += 1
        digits = str(abs(int(value * 10**places))).zfill(places + 1)
        whole = f"{int(digits[: len(digits) - places]):,}".replace(",", " ")
        mark = "." if self.language == "en" else ","
        return whole + (f"{mark}{digits[-places:]}" if places else "")

    def _date(self, written: tree.DateLiteral) -> str:
        day, english = written.day, self.language == "en"
        if written.precision == "year":
            return str(day.year)
        if written.precision in ("quarter", "tertial"):
            return written.text
        names = [name for name, number in MONTH_NAMES.items() if number == day.month]
        month = names[-1].capitalize() if english else names[0]
        if written.precision == "day":
            return f"{day.day} {month} {day.year}" if english else f"{day.day}. {month} {day.year}"
        return f"{month} {day.year}"
