"""Builds trees from readings: what sentences, targets, declarations and rules have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, cast

from lark import Tree

from kpidsl.language.reading.lexer import Token
from kpidsl.language.reading.lines import LogicalLine
from kpidsl.language.reading.numbers import WrittenNumber
from kpidsl.language.reading.parser import Node, tokens
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.reading.words import PARTS
from kpidsl.language.tree.phrases import DateLiteral, Name, Reference, TermKind, TermRef, Unit, WrittenAmount
from kpidsl.problems import Problem, Span, Translated, problem, replacing

UNITS: Mapping[str, Unit] = {
    "PERCENT": "percent",
    "POINTS_PERCENT": "percentage_points",
    "POINTS": "points",
    "KRONER": "kroner",
    "CASES": "count",
    "SECONDS": "seconds",
    "MINUTES": "minutes",
    "HOURS": "hours",
    "DAYS": "days",
    "WORKING_DAYS": "working_days",
    "WEEKS": "weeks",
    "MONTHS": "months",
    "YEARS": "years",
}
_SO_MANY_OF = Translated(
    "Skriv «ni av ti SETT», eller «90 prosent av SETT».",
    "Skriv «ni av ti SETT», eller «90 prosent av SETT».",
    "Write “nine out of ten SET”, or “90 per cent of SET”.",
)
_OF_THOUSANDS = (None, "kroner", "count", "seconds", "minutes", "hours", "days", "working_days", "weeks")
_LIKE_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
SCALES = {"THOUSAND": 1_000, "MILLION": 1_000_000, "BILLION": 1_000_000_000}

_NUMBER = Translated("et tall", "eit tal", "a number")
_WHOLE_NUMBER = Translated("et helt tall", "eit heilt tal", "a whole number")


_DERIVED: Mapping[str, TermKind] = {"infinitive": "outcome", "one of a set": "set", "one of a quantity": "quantity"}
"""The kind of the declared phrase that a word is derived from, by its kind."""


DATE_SHAPED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
"""A day in figures: where it is read as a number there is no such day."""
_NO_SUCH_DAY = Translated("dagen finnes ikke", "dagen finst ikkje", "there is no such day")


@dataclass(slots=True)
class Builder:
    """Builds the trees of one line. `declared` are the phrases that name sets; problems are added to `problems`."""

    line: LogicalLine
    declared: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    language: Literal["nb", "nn", "en"] = "nb"

    def span(self, what: Node | Token) -> Span:
        """Return the place of a node or a token."""
        if isinstance(what, Token):
            return self.line.span(what.start, what.end)
        parts = list(tokens(what))
        if not parts:
            return self.line.whole
        return self.line.span(parts[0].start, parts[-1].end)

    def name(self, token: Token) -> Name:
        """Return a token as a name."""
        return Name(token.text, self.span(token))

    def phrase(self, node: Node) -> Name:
        """Return the words of a `phrase` node as one name."""
        words = list(tokens(node))
        return Name(" ".join(w.text for w in words), self.span(node))

    def term(self, token: Token) -> TermRef:
        """Return a reference to a declared phrase; an infinitive is its outcome, a singular its set or quantity."""
        key, kind = token.payload
        return TermRef(key, _DERIVED.get(kind, kind), token.text, self.span(token))

    def reference(self, node: Node) -> Reference:
        """Return a reference to a source or a declared set."""
        token = first_token(node)
        text = " ".join(token.text.split())
        return Reference(token.text, self.declared.get(text.casefold()), self.span(token))

    def number(self, token: Token) -> Fraction:
        """Return the exact value of a NUMBER. A badly written one is reported, and read as its likeliest value."""
        written = cast("WrittenNumber", token.payload)
        span = self.span(token)
        if written.fault == "mark":
            fixes = replacing(span, written.fix[0], safe=True)
            self.problems.append(problem("S006", span, fixes=fixes, found=token.text, nearest=written.fix[0]))
        elif written.fault == "two_readings":
            thousands, decimal = written.fix
            self.problems.append(
                problem(
                    "S007",
                    span,
                    fixes=replacing(span, thousands, decimal),
                    found=token.text,
                    thousands=thousands,
                    decimal=decimal,
                )
            )
        elif written.fault == "form" and DATE_SHAPED.fullmatch(token.text):
            self.problems.append(problem("S021", span, found=token.text, why=_NO_SUCH_DAY))
        elif written.fault == "form":
            self.problems.append(problem("S001", span, found=token.text, expected=_NUMBER))
        return written.value

    def whole_number(self, token: Token) -> int:
        """Return the value of a NUMBER that must be whole. Decimals are reported and dropped."""
        value = self.number(token)
        if value.denominator != 1 and cast("WrittenNumber", token.payload).fault is None:
            self.problems.append(
                problem(
                    "S001",
                    self.span(token),
                    found=token.text,
                    expected=_WHOLE_NUMBER,
                )
            )
        return int(value)

    def date(self, node: Node) -> DateLiteral:
        """Return the date of a `day` node."""
        return self.date_of(first_token(node))

    def date_of(self, token: Token) -> DateLiteral:
        """Return the date of a DATE or YEAR."""
        day, precision = token.payload
        return DateLiteral(day, precision, token.text, self.span(token))

    def amount(self, node: Node) -> WrittenAmount:
        """Return a number with its unit, `mill.` multiplied in."""
        parts = list(tokens(node))
        value = self.number(parts[0])
        unit: Unit | None = None
        end = parts[0].end
        for token in parts[1:]:
            if token.type in SCALES:
                value *= SCALES[token.type]
                end = token.end
            else:
                unit = UNITS[token.type]
        number = self.line.text[parts[0].start : end]
        if unit in _OF_THOUSANDS and end == parts[0].end:
            self._check_thousands(parts[0], number)
        return WrittenAmount(value, unit, self.text(node), self.span(node), number, self.language)

    def part(self, node: Node) -> WrittenAmount:
        """Return a part of a whole in words (`halvparten`, `to tredjedeler`) as exact per cent."""
        word = required_token(node, *PARTS)
        return WrittenAmount(100 * PARTS[word.type], "percent", word.text, self.span(word), language=self.language)

    def out_of(self, part: WrittenAmount, whole: Token) -> WrittenAmount:
        """Return `ni av ti` as exact per cent; a part with a unit, or of nought, is reported and returned as it is."""
        of = self.number(whole)
        if part.unit is not None or not of:
            self.problems.append(problem("S029", self.span(whole), found=whole.text, instead=_SO_MANY_OF))
            return part
        return replace(part, value=100 * part.value / of, unit="percent", number="")

    def _check_thousands(self, token: Token, number: str) -> None:
        """Report decimals that look like thousands, in units that are hardly ever given in thousandths: `12,000
        kroner`."""
        if cast("WrittenNumber", token.payload).fault is not None or not _LIKE_THOUSANDS.fullmatch(number):
            return
        thousands, decimal = re.sub("[.,]", " ", number), number.rstrip("0").rstrip(".,")
        span = self.span(token)
        fixes = replacing(span, thousands, decimal)
        self.problems.append(problem("S007", span, fixes=fixes, found=number, thousands=thousands, decimal=decimal))

    def check_once(self, parts: Iterable[tuple[str, Node]]) -> None:
        """Report each part of a line that repeats an earlier part of its kind: only one could be used."""
        seen: dict[str, Node] = {}
        for kind, part in parts:
            if kind in seen:
                self.problems.append(written_twice(self.span(seen[kind]), self.span(part)))
            seen.setdefault(kind, part)

    def text(self, what: Node | Token) -> str:
        """Return the text of a node or a token as written; empty for a node without tokens."""
        parts = [what] if isinstance(what, Token) else list(tokens(what))
        return self.line.text[parts[0].start : parts[-1].end] if parts else ""


def first_token(node: Node) -> Token:
    """Return the first token anywhere in a node. Raises StopIteration for a node without tokens."""
    return next(tokens(node))


def child_token(node: Node, *types: str) -> Token | None:
    """Return the first token directly below the node that has one of the types; None if there is none."""
    return next((c for c in node.children if isinstance(c, Token) and c.type in types), None)


def child_tokens(node: Node, *types: str) -> list[Token]:
    """Return the tokens directly below the node that have one of the types."""
    return [c for c in node.children if isinstance(c, Token) and c.type in types]


def child_tree(node: Node, *names: str) -> Node | None:
    """Return the first subtree directly below the node that has one of the names; None if there is none."""
    return next((c for c in node.children if isinstance(c, Tree) and c.data in names), None)


def child_trees(node: Node, *names: str) -> list[Node]:
    """Return the subtrees directly below the node that have one of the names (all of them if none is given)."""
    return [c for c in node.children if isinstance(c, Tree) and (not names or c.data in names)]


def required_tree(node: Node, *names: str) -> Node:
    """Return the subtree that the grammar guarantees. Raises LookupError if the grammar does not."""
    child = child_tree(node, *names)
    if child is None:
        raise LookupError(f"the grammar gives no {names} under {node.data}")
    return child


def required_token(node: Node, *types: str) -> Token:
    """Return the token that the grammar guarantees. Raises LookupError if the grammar does not."""
    child = child_token(node, *types)
    if child is None:
        raise LookupError(f"the grammar gives no {types} under {node.data}")
    return child
