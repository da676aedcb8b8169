"""Conditions that nothing meets, or that everything meets (L020, L021)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpidsl.language.checking.conditions import no_deadline, resolve
from kpidsl.language.checking.scope import Refused, Scope, SetTerm
from kpidsl.language.linting.holds import always, never
from kpidsl.language.tree import conditions as written
from kpidsl.language.tree.terms import OutcomeBody, SetBody, TermDeclaration
from kpidsl.measures.registry import quotient_of
from kpidsl.model.condition import Always, And, Condition, conjunction, members
from kpidsl.model.measure import rows_of, values_of
from kpidsl.model.spec import Indicator, Source
from kpidsl.problems import Span, Translated


def lint_terms(terms: Sequence[TermDeclaration], declared: Scope, scope: Scope) -> list[frozenset[Condition]]:
    """Report each term's condition that no row of what it stands on can meet, or that every one does; what nothing
    meets is returned, so that it is not reported again where it is used."""
    seen: list[frozenset[Condition]] = []
    for term in terms:
        if (
            not isinstance(term.body, SetBody | OutcomeBody)
            or term.body.condition is None
            or term.key in declared.broken
        ):
            continue
        try:
            base = declared.rows(term.body.base, term.key)
            own = resolve(term.body.condition, base.source, no_deadline)
        except Refused:
            continue
        whole = conjunction(base.condition, own)
        if never(base.condition, base.source):
            seen.append(frozenset(members(whole)))
        elif never(whole, base.source):
            seen.append(frozenset(members(whole)))
            scope.report("L020", term.body.condition.span, what=term.forms[0].text)
        else:
            _lint_values(term.body.condition, scope)
            _lint_parts(term.body.condition, base, scope)
    return seen


def _lint_parts(condition: written.Condition, base: SetTerm, scope: Scope) -> None:
    """Report the parts of a condition that can be met: an alternative that nothing meets, a part that always holds
    beside the others."""
    parts = condition.conditions if isinstance(condition, written.All) else (condition,)
    typed = [resolve(part, base.source, no_deadline) for part in parts]
    for at, part in enumerate(parts):
        others = conjunction(base.condition, *typed[:at], *typed[at + 1 :])
        if isinstance(part, written.Exists):  # says for clarity what a comparison takes for granted
            continue
        if always(typed[at], base.source, None if isinstance(others, Always) else others):
            scope.report("L021", part.span)
            return
        for alternative in _alternatives(part):
            one = resolve(alternative, base.source, no_deadline)
            if never(conjunction(others, one), base.source):
                scope.report("L020", alternative.span, what=_text(base))


def _alternatives(condition: written.Condition) -> Iterator[written.Condition]:
    return iter(condition.conditions if isinstance(condition, written.AnyOf) else ())


def _lint_values(condition: written.Condition, scope: Scope) -> None:
    """Report a value that is listed twice."""
    if isinstance(condition, written.All | written.AnyOf):
        for one in condition.conditions:
            _lint_values(one, scope)
    elif isinstance(condition, written.OneOf):
        seen: set[object] = set()
        for value in condition.values:
            of = getattr(value, "text", None)
            if of in seen:
                scope.report("L022", value.span, what=LISTED_TWICE)
            seen.add(of)


LISTED_TWICE = Translated(
    "Den samme verdien står to ganger.", "Den same verdien står to gonger.", "The same value stands twice."
)


def _text(base: SetTerm) -> str:
    return base.text


def lint_indicators(
    indicators: Sequence[Indicator],
    sources: Mapping[str, Source],
    empty: Sequence[frozenset[Condition]],
    scope: Scope,
) -> None:
    """Report each indicator of rows that cannot be, and each share that is always 0 or 100 %; `empty` are the
    conditions of terms that are reported already."""
    for indicator in indicators:
        rows = rows_of(indicator.formula).get("rows")
        if rows is None or indicator.location is None:
            continue
        at = Span(indicator.location.path, indicator.location.line)
        source, asked = sources[rows.source], conjunction(rows.condition, *_valued(indicator))
        if any(conditions <= set(members(asked)) for conditions in empty):
            continue
        numerator = _counted_part(indicator)
        if never(asked, source):
            scope.report("L020", at, what=rows.term or indicator.code)
        elif numerator is None or any(conditions <= set(members(numerator)) for conditions in empty):
            continue
        elif never(And((asked, numerator)), source):
            scope.report("L023", at, indicator=indicator.code, value="0 %")
        elif always(numerator, source, asked):
            scope.report("L023", at, indicator=indicator.code, value="100 %")


def _valued(indicator: Indicator) -> list[Condition]:
    """That the row has the dates that a duration is between, or the number in a column."""
    of_values = values_of(indicator.formula)
    return [of_values.known] if of_values is not None else []


def _counted_part(indicator: Indicator) -> Condition | None:
    """What is asked of those of the rows that are counted in the numerator; None where it is no part of the rows, or
    delivered as a number."""
    quotient = quotient_of(indicator.formula)
    if quotient is None or indicator.traits.numerator != "part" or quotient.numerator.addend is not None:
        return None
    return quotient.numerator.condition
