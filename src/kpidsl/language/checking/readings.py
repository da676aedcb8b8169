"""Chooses among the readings of an indicator: the one that types (LANGUAGE R7)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from kpidsl.language.checking.changes import change_of
from kpidsl.language.checking.clauses import LeftOver
from kpidsl.language.checking.scope import Refused, Scope, refuse
from kpidsl.language.checking.sentences import type_sentence
from kpidsl.language.checking.targets import (
    check_percent,
)
from kpidsl.language.checking.types import Lines, Typed
from kpidsl.language.checking.years import with_sources_window
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.indicators import (
    ComponentLine,
    FetchedLine,
    IndexCapLine,
    IndexLimitLine,
    Indicator,
    WholeWindowLine,
)
from kpidsl.language.tree.terms import CountedLine
from kpidsl.measures.index import INDEX
from kpidsl.measures.ready_share import READY_SHARE
from kpidsl.model.condition import Always
from kpidsl.model.measure import (
    AtCutOff,
    Columns,
    Cumulation,
    Index,
    OwnPeriod,
    ReadyShare,
    Rows,
    rows_of,
)
from kpidsl.problems import Translated, removing


def chosen_reading(written: Indicator, scope: Scope) -> tuple[Typed, str, tree.Reading]:
    """Return the only reading that types, with its title. Of nested readings the one with the longest term is
    chosen; crossing ones are refused (R7)."""
    good: list[tuple[Typed, str, tree.Reading]] = []
    failed: list[Refused] = []
    for reading in written.readings:
        try:
            typed, title = _typed(reading, written, scope)
            good.append((typed, title, reading))
        except Refused as refused:
            failed.append(refused)
    if not good:
        raise _best(failed)
    distinct = [g for at, g in enumerate(good) if all(g[0] != other[0] for other in good[:at])]
    if len(distinct) > 1:
        spans = [_spans(g[2]) for g in distinct]
        longest = [g for g, own in zip(distinct, spans, strict=True) if all(_covers(own, o) for o in spans)]
        if len(longest) != 1:
            shown = " | ".join(_quoted(g[2]) for g in distinct[:2])
            raise refuse("T060", written.span, readings=shown)
        return longest[0]
    return distinct[0]


def _best(failed: list[Refused]) -> Refused:
    """Of the problems of readings that do not type that of the one with the fewest words too many, the first of
    several; where there are some, with the edit that removes them."""
    best = min(failed, key=lambda refused: len(refused.texts) if isinstance(refused, LeftOver) else 0)
    if isinstance(best, LeftOver):
        best.problem = replace(best.left_over, fixes=(removing(*best.spans),))
    return best


def _terms(node: object) -> list[tree.TermRef]:
    """Every declared phrase in a reading, in order."""
    if isinstance(node, tree.TermRef):
        return [node]
    if isinstance(node, tuple):
        return [t for item in node for t in _terms(item)]
    names = getattr(node, "__dataclass_fields__", ())
    return [t for name in names for t in _terms(getattr(node, name))]


def check_year(written: Indicator, reading: tree.Reading, typed: Typed, scope: Scope) -> None:
    """Refuse `hittil i år` for what is not summed over the year: its year to date is its latest month."""
    cumulation = with_sources_window(typed, scope).cumulation
    if typed.year_to_date_only and cumulation is not Cumulation.FLOW and isinstance(reading, tree.Sentence):
        clause = next(c for c in reading.clauses if isinstance(c, tree.TimeClause))
        raise refuse("T036", clause.span, fixes=(removing(clause.span),), mend=_instead(reading, typed, scope))


def _instead(reading: tree.Sentence, typed: Typed, scope: Scope) -> Translated:
    """What may have been meant by `hittil i år`: of cases, those that there are, or those that came in the year."""
    counts_cases = typed.traits.combined == "sum" and typed.traits.base == "cases"
    rows = rows_of(typed.formula)["rows"] if counts_cases else None
    source = scope.sources[rows.source] if rows is not None else None
    day = next((c.name for c in source.columns if c.type == "date"), None) if source is not None else None
    if rows is None or day is None or reading.head is None or not isinstance(rows.anchor, AtCutOff):
        return Translated("Stryk ordene.", "Stryk orda.", "Remove the words.")
    noun = reading.head.noun.text
    return Translated(
        f"Stryk ordene, så telles de som er der da: «Antall {noun}». De som er kommet i løpet av året, er "
        f"«Antall nye {noun} hittil i år», der «begrep nye {noun} betyr {noun} der {day} er i perioden».",
        f"Stryk orda, så blir dei talde som er der då: «Talet på {noun}». Dei som er komne i løpet av året, er "
        f"«Talet på nye {noun} hittil i år», der «omgrep nye {noun} tyder {noun} der {day} er i perioden».",
        f"Without the words those are counted that are there then: “Number of {noun}”. Those that came during the year "
        f"are “Number of new {noun} year to date”, with “term new {noun} means {noun} where {day} is in the period”.",
    )


def check_total(reading: tree.Reading, typed: Typed, scope: Scope) -> None:
    """Report `samlet` before what is a quotient of sums with or without it."""
    if isinstance(reading, tree.Sentence) and reading.total is not None and typed.traits.combined == "quotient":
        scope.report("L042", reading.total)


def check_age_or_target(reading: tree.Reading) -> None:
    """Of an indicator without a target: `under 120` may be an age, or the target itself without its brackets. Raises
    Refused where an age names no unit."""
    age = reading.head.age if isinstance(reading, tree.Sentence) and reading.head is not None else None
    if age is not None and not age.names_unit:
        raise refuse("Q014", age.span, found=age.text)


def _spans(reading: tree.Reading) -> list[tuple[int, int]]:
    return [(t.span.column, t.span.column + t.span.length) for t in _terms(reading)]


def _covers(own: list[tuple[int, int]], other: list[tuple[int, int]]) -> bool:
    """Every term of the other reading lies inside one of ours."""
    return all(any(a <= c and d <= b for a, b in own) for c, d in other)


def _quoted(reading: tree.Reading) -> str:
    return " ".join(f"«{t.text}»" for t in _terms(reading))


def _typed(reading: tree.Reading, written: Indicator, scope: Scope) -> tuple[Typed, str]:
    match reading:
        case tree.Sentence():
            counted = next((x.counted for x in written.lines if isinstance(x, CountedLine)), None)
            whole = any(isinstance(x, WholeWindowLine) for x in written.lines)
            return type_sentence(reading, Lines(counted, whole), scope), written.title
        case tree.IndexSentence(title):
            components = [x for x in written.lines if isinstance(x, ComponentLine)]
            for component in components:
                check_percent(component.weight, scope)
                if component.weight.value == 0:
                    scope.report("T236", component.weight.span, part=component.code.text, weight=component.weight.text)
            if any(component.weight.unit != "percent" for component in components):
                raise Refused  # reported: what they sum to says nothing
            weights = tuple((c.code.text, c.weight.value / 100) for c in components)
            if sum(w for _, w in weights) != 1:
                total = sum((w for _, w in weights), Fraction(0)) * 100
                raise refuse("T061", written.span, total=_decimal(total))
            index = _bounded(Index(weights), written)
            typed = Typed.by(INDEX, index, Cumulation.STOCK, direction="higher")
            return typed, title.text
        case tree.ChangeSentence():
            return change_of(reading, scope), written.title
        case tree.TitleSentence(title):
            return _fetched(written, scope), title.text


def _bounded(index: Index, written: Indicator) -> Index:
    """The index with its declared limit of missing weight and its declared cap."""
    for line in written.lines:
        if isinstance(line, IndexLimitLine):
            share = line.limit.value / 100
            if line.limit.unit != "percent" or not 0 <= share < 1:
                raise refuse("T074", line.span, found=line.limit.text)
            index = replace(index, missing_limit=share)
        elif isinstance(line, IndexCapLine):
            if line.cap.unit != "percent" or line.cap.value < 100:
                raise refuse("T075", line.span, found=line.cap.text)
            index = replace(index, cap=line.cap.value / 100)
    return index


def _fetched(written: Indicator, scope: Scope) -> Typed:
    line = next((x for x in written.lines if isinstance(x, FetchedLine)), None)
    if line is None:
        raise refuse("T062", written.span)
    source = scope.source(line.source)
    numerator, denominator = source.column("numerator"), source.column("denominator")
    if not source.ready_made or numerator is None or denominator is None:
        raise refuse("T063", line.span, source=source.name)
    rows = Rows(source.name, Always(), OwnPeriod(), (), source.name)
    share = ReadyShare(rows, Columns(((1, numerator),)), Columns(((1, denominator),)))
    return Typed.by(READY_SHARE, share, source.cumulation)


def _decimal(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
