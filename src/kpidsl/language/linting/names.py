"""Names that almost equal others, and definitions that are written twice under two names (L029–L032)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpidsl.language.checking.scope import Scope
from kpidsl.language.tree.blocks import RequirementBlock
from kpidsl.language.tree.phrases import Name
from kpidsl.model.measure import meaning
from kpidsl.model.spec import Indicator
from kpidsl.problems import SecondaryPlace, Span
from kpidsl.problems.nearest import nearest

USUAL = (
    *("bruker", "produksjon", "økonomi", "medarbeider", "prosess", "kvalitet", "læring", "samfunn", "tjeneste"),
    *("brukar", "medarbeidar", "teneste"),
    *("users", "production", "economy", "finance", "employees", "process", "quality", "learning", "services"),
)
"""What perspectives are usually called."""


def lint_codes(codes: Iterable[Name], scope: Scope) -> None:
    """Report a code that differs from another in capitals or leading zeros alone."""
    first: dict[str, Name] = {}
    for code in codes:
        same = first.setdefault(_bare(code.text), code)
        if same.text != code.text:
            scope.report("L029", code.span, places=(SecondaryPlace(same.span, ""),), name=code.text, other=same.text)


def _bare(code: str) -> str:
    return ".".join(part.lstrip("0") or "0" for part in code.casefold().split("."))


def lint_repeated(indicators: Sequence[Indicator], scope: Scope) -> None:
    """Report an indicator that counts the same as one before it, for the same units and shown in the same way."""
    first: dict[object, Indicator] = {}
    for indicator in indicators:
        if indicator.traits.combined == "components" or indicator.location is None:
            continue
        counted = tuple((start, meaning(formula)) for start, formula in indicator.counted)
        shown = indicator.year_to_date_only, indicator.frequency, indicator.breakdown, indicator.window
        key = (counted, shown, indicator.line, indicator.shared_with, indicator.only_units)
        same = first.setdefault(key, indicator)
        if same is not indicator and same.location is not None:
            span = Span(indicator.location.path, indicator.location.line)
            place = SecondaryPlace(Span(same.location.path, same.location.line), "")
            scope.report("L030", span, places=(place,), name=indicator.code, first=same.code)


def lint_requirements(blocks: Sequence[object], scope: Scope) -> None:
    """Report a result requirement that is written twice, a perspective that is nearly another, and a requirement
    without one where others have one."""
    requirements = [b for b in blocks if isinstance(b, RequirementBlock)]
    first: dict[str, RequirementBlock] = {}
    for requirement in requirements:
        same = first.setdefault(requirement.title.text.casefold(), requirement)
        if same is not requirement:
            place = SecondaryPlace(same.title.span, "")
            title = f"«{requirement.title.text}»"
            scope.report("L030", requirement.title.span, places=(place,), name=title, first=f"«{same.title.text}»")
    named = [r.perspective for r in requirements if r.perspective is not None]
    _lint_perspectives(named, scope)
    if named:
        for requirement in requirements:
            if requirement.perspective is None:
                scope.report("L032", requirement.title.span, title=requirement.title.text)


def _lint_perspectives(named: Sequence[Name], scope: Scope) -> None:
    count: dict[str, int] = {}
    for name in named:
        count[name.text.casefold()] = count.get(name.text.casefold(), 0) + 1
    for name in named:
        own = name.text.casefold()
        if own in USUAL:
            continue
        others = [other for other in count if other != own and (count[other] > count[own] or other in USUAL)]
        meant = nearest(own, others) or nearest(own, USUAL)
        if meant is not None and not (meant.startswith(own) or own.startswith(meant)):  # an inflected form is a name
            scope.report("L031", name.span, found=name.text, near=meant)
