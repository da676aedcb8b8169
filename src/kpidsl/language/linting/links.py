"""Declared effects between indicators, and the components of an index (L027, L028, T120)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from kpidsl.language.checking.scope import Scope
from kpidsl.model.measure import composite_of
from kpidsl.model.spec import Indicator, TargetForm
from kpidsl.problems import SecondaryPlace, Span, Translated


def lint_links(indicators: Sequence[Indicator], named_at: Mapping[tuple[str, str], Span], scope: Scope) -> None:
    """Report what works on itself, by others or directly, and note an effect that works on something, or a measure
    that is worked on; `named_at` is where one indicator names another, by both codes."""
    by_code = {i.code: i for i in indicators}
    circle = _circle(indicators)
    if circle:
        spans = [named_at[pair] for pair in pairwise(circle) if pair in named_at]
        first, *others = spans
        scope.report("T120", first, places=tuple(SecondaryPlace(s, "") for s in others), codes=" → ".join(circle))
    for indicator in indicators:
        for link in indicator.links:
            effect = by_code.get(link.effect)
            if effect is None or indicator.code in circle:
                continue
            span = named_at.get((indicator.code, link.effect))
            if indicator.role == "effect":
                _report(
                    span,
                    indicator.code,
                    link.effect,
                    Translated("er selv en effekt", "er sjølv ein effekt", "is itself an effect"),
                    scope,
                )
            elif indicator.role == "measure" and effect.role == "measure":
                what = Translated(
                    f"og {link.effect} er begge måleindikatorer",
                    f"og {link.effect} er begge måleindikatorar",
                    f"and {link.effect} are both measure indicators",
                )
                _report(span, indicator.code, link.effect, what, scope)


def _report(span: Span | None, code: str, effect: str, what: Translated, scope: Scope) -> None:
    scope.report("L027", span, indicator=code, effect=effect, what=what)


def _circle(indicators: Sequence[Indicator]) -> list[str]:
    """Codes that work on each other in a circle, the first again at the end; empty where there is none."""
    try:
        TopologicalSorter({i.code: [link.effect for link in i.links] for i in indicators}).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle[::-1]
    return []


def lint_components(
    indicators: Sequence[Indicator], dated: frozenset[str], named_at: Mapping[tuple[str, str], Span], scope: Scope
) -> None:
    """Report a part of an index that has no target anywhere in the specification (`dated`: codes with targets of
    their own block): it gives no points."""
    by_code = {i.code: i for i in indicators}
    for indicator in indicators:
        for code in indicator.components if composite_of(indicator.formula) is not None else ():
            part = by_code.get(code)
            if part is None or code == indicator.code or code in dated:
                continue
            said_none = bool(part.targets) and all(t.form is TargetForm.NONE for t in part.targets)
            if said_none:
                scope.report("L028", named_at.get((indicator.code, code)), name=code, index=indicator.code)
