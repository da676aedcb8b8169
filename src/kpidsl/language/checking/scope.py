"""What the checker knows while it works: the declared names, and the problems so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypedDict

from kpidsl.language.tree.conditions import Condition as TreeCondition
from kpidsl.language.tree.phrases import DirectionWord, Name, Reference, TermRef
from kpidsl.language.tree.terms import ColumnSum, DurationBody, RatioBody, ScoreBody, SumBody
from kpidsl.model.condition import Always, Condition, DeadlineUnit
from kpidsl.model.spec import Indicator, Source
from kpidsl.problems import Fix, Problem, SecondaryPlace, Span, Translated, in_each_language, replacing
from kpidsl.problems.nearest import nearest, only_near


class Refused(Exception):  # noqa: N818 - a reading is refused, nothing has failed
    """A reading that does not type; it carries the problem that says why, or None where that was reported of what the
    reading rests on."""

    def __init__(self, what: Problem | None = None) -> None:
        super().__init__(what.code if what is not None else "reported before")
        self.problem = what


LONGEST_YEARS = 100
"""A window or a deadline that is longer is a slip of the pen."""


def refuse(
    code: str,
    span: Span,
    *,
    places: tuple[SecondaryPlace, ...] = (),
    fixes: tuple[Fix, ...] = (),
    **fields: str | Translated,
) -> Refused:
    """Return a `Refused` to raise."""
    return Refused(Problem(code, span, in_each_language(fields), places, fixes=fixes))


@dataclass(frozen=True, slots=True)
class DeadlineTerm:
    """A case term's deadline as declared: in a column, from a start, or a length from a start."""

    column: str | None
    start: str | None
    length: tuple[int, DeadlineUnit] | None
    moves: bool
    span: Span


@dataclass(frozen=True, slots=True)
class SetTerm:
    """A declared set (or property), resolved to rows of one source.

    `moment` is the date column that a property counts by (`slutt er i perioden`).
    """

    text: str
    source: Source
    condition: Condition
    span: Span
    transition: str | None = None
    deadline: DeadlineTerm | None = None
    exceptions: tuple[TreeCondition, ...] = ()
    moment: str | None = None


@dataclass(frozen=True, slots=True)
class OutcomeTerm:
    """A declared outcome of a set: it has happened at the date in `dated`."""

    text: str
    of: SetTerm
    dated: str
    condition: Condition
    direction: DirectionWord | None
    span: Span


@dataclass(frozen=True, slots=True)
class QuantityTerm:
    """A declared quantity; `rows` is None for a duration, which takes its source from the set it is used on."""

    text: str
    body: DurationBody | ScoreBody | SumBody | RatioBody
    rows: SetTerm | None
    direction: DirectionWord | None
    span: Span


Term = SetTerm | OutcomeTerm | QuantityTerm


NOTHING_MORE = Translated("", "", "")


NOTHING_MORE = Translated("", "", "")


@dataclass(slots=True)
class Scope:
    """Declared sources and terms, and every problem so far.

    `unread` are the names of sources of which it could not be read what a row is: nothing more is said of them.
    `used` are the keys of terms that something asks for, `deadlines` the places of deadlines that a sentence asks for,
    `transitions` the keys of terms whose transitions are counted of those that they say (`regnet av …`).
    `indicators` are those that are checked already, by code, `codes` those of all that are written and `changes` of
    those that are a change in another one.
    `levels_of_line`: the levels of each steering line from the leaf up, by its name as declared.
    """

    sources: dict[str, Source] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    terms: dict[str, Term] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    upper_levels: set[str] = field(default_factory=set)
    lines: dict[str, str] = field(default_factory=dict)
    levels_of_line: dict[str, tuple[str, ...]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    deadlines: set[Span] = field(default_factory=set)
    transitions: set[str] = field(default_factory=set)
    assumed: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    year_starts: int = 1

    def report(
        self,
        code: str,
        span: Span | None,
        *,
        places: tuple[SecondaryPlace, ...] = (),
        fixes: tuple[Fix, ...] = (),
        **fields: object,
    ) -> None:
        """Add a problem."""
        self.problems.append(Problem(code, span, in_each_language(fields), places, fixes=fixes))

    def refused(self, what: Refused) -> None:
        """Add the problem of a refusal, unless it is already reported."""
        if what.problem is not None:
            self.problems.append(what.problem)

    def source(self, name: Name) -> Source:
        """Return the declared source of that name. Raises Refused, with the nearest name, if there is none."""
        source = self.sources.get(name.text)
        if name.text in self.unread:
            raise Refused
        if source is None:
            raise refuse("T001", name.span, name=name.text, **mending(name.span, name.text, self.sources))
        return source

    def level(self, name: Name, otherwise: Translated = NOTHING_MORE) -> str:
        """Return the slug of the level of that name. Raises Refused, with the nearest name, if there is none; what it
        may be `otherwise` is said beside."""
        level = self.levels.get(name.text.casefold())
        if level is None:
            near = mending(name.span, name.text, self.levels)
            raise refuse("T043", name.span, level=name.text, otherwise=otherwise, **near)
        return level

    def line(self, name: Name) -> str:
        """Return the steering line of that name as declared. Raises Refused, with the nearest name, if there is
        none."""
        line = self.lines.get(name.text.casefold())
        if line is None:
            raise refuse(
                "T044",
                name.span,
                line=name.text,
                near=near(name.text, self.lines),
                fixes=renaming(name.span, name.text, self.lines.values()),
            )
        return line

    def role(self, name: Name) -> str:
        """Return the name of the role that is called so. Raises Refused, with the nearest, if there is none."""
        role = self.roles.get(name.text.casefold())
        if role is None:
            raise refuse("T190", name.span, role=name.text, **mending(name.span, name.text, self.roles))
        return role

    def rows(self, reference: Reference, own: str | None = None) -> SetTerm:
        """Return what a declaration is about: the source of that name, otherwise the declared set."""
        source = self.sources.get(reference.text)
        if source is not None:
            return SetTerm(reference.text, source, Always(), reference.span)
        if reference.term is not None:
            term = self.terms.get(reference.term)
            if isinstance(term, SetTerm) and reference.term != own:
                self.used.add(reference.term)
                return term
            if reference.term in self.broken:
                raise Refused
            if term is None:  # what it stands on is declared before it, unless that stands on it
                raise refuse("T037", reference.span, name=reference.text)
        if reference.text in self.unread:
            raise Refused
        sets = [term.text for term in self.terms.values() if isinstance(term, SetTerm)]
        known = [*self.sources, *sets] if nearest(reference.text, sets) else self.sources
        raise refuse("T001", reference.span, name=reference.text, **mending(reference.span, reference.text, known))

    def set_term(self, ref: TermRef) -> SetTerm:
        """Return the declared set or property."""
        term = self._term(ref)
        if not isinstance(term, SetTerm):
            raise Refused  # declared twice, as two kinds
        return term

    def quantity(self, ref: TermRef) -> QuantityTerm:
        """Return the declared quantity."""
        term = self._term(ref)
        if not isinstance(term, QuantityTerm):
            raise Refused  # declared twice, as two kinds
        return term

    def quantities(self) -> list[tuple[str, QuantityTerm]]:
        """Every declared quantity, with its key."""
        return [(key, term) for key, term in self.terms.items() if isinstance(term, QuantityTerm)]

    def sets(self) -> list[tuple[str, SetTerm]]:
        """Every declared set (and property) with its key."""
        return [(key, term) for key, term in self.terms.items() if isinstance(term, SetTerm)]

    def outcomes_of(self, term: SetTerm) -> list[tuple[str, OutcomeTerm]]:
        """Every outcome that is declared of the set, with its key."""
        outcomes = [(key, one) for key, one in self.terms.items() if isinstance(one, OutcomeTerm)]
        return [(key, one) for key, one in outcomes if one.of.span == term.span]

    def modifier(self, ref: TermRef) -> SetTerm | OutcomeTerm:
        """Return the declared property or outcome."""
        term = self._term(ref)
        if isinstance(term, QuantityTerm):
            raise Refused  # declared twice, as two kinds
        return term

    def _term(self, ref: TermRef) -> Term:
        self.used.add(ref.key)
        term = self.terms.get(ref.key)
        if term is None:
            raise Refused
        return term


def near(text: str, candidates: Iterable[str]) -> str:
    """ " (mente du «…»?)" for a near name, else what there is to choose among; the message's tail."""
    options = sorted(candidates)
    option = nearest(text, options)
    if option is not None:
        return f" → «{option}»?"
    return f" ({', '.join(options[:8])}{' …' if len(options) > 8 else ''})" if options else ""


def renaming(span: Span, text: str, candidates: Iterable[str]) -> tuple[Fix, ...]:
    """Return the edit that puts the candidate nearest to `text` in its place, where one is near.

    `span` is that of `text`, with or without quotation marks. The edit is safe where nothing else can be meant.
    """
    options = sorted(candidates)
    option = nearest(text, options)
    if option is None:
        return ()
    quoted = f'"{option}"' if span.length == len(text) + 2 else option
    return replacing(span, quoted, safe=only_near(text, options))


class Mending(TypedDict):
    """What a message about an unknown name says of those that there are, and the edit that puts the nearest."""

    near: str
    fixes: tuple[Fix, ...]


def mending(span: Span, text: str, candidates: Iterable[str]) -> Mending:
    """Return `near` and `renaming` of the same name, as fields of `refuse` and `report`."""
    options = sorted(candidates)
    return {"near": near(text, options), "fixes": renaming(span, text, options)}


def column_names(columns: ColumnSum) -> list[Name]:
    """Return the columns of a signed sum."""
    return [name for _, name in columns.terms]
