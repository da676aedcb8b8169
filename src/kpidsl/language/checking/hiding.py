"""Rules of hiding: each indicator falls under one at most, the one that names it most closely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpidsl.language.checking.rules import fits
from kpidsl.language.checking.scope import Refused, Scope
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.reading.words import WHOLE_PARTS, load_words
from kpidsl.language.tree.blocks import SuppressionBlock
from kpidsl.language.tree.hiding import HidingLine, LongerLine, RollingLine
from kpidsl.model.location import Location
from kpidsl.model.rules import HidingRule
from kpidsl.model.spec import Indicator
from kpidsl.problems import LANGUAGES, Span, Translated, replacing
from kpidsl.problems.alternatives import alternatives


def with_hiding_rules(
    blocks: Sequence[SuppressionBlock], indicators: Sequence[Indicator], scope: Scope
) -> list[Indicator]:
    """The indicators, each with its rule of hiding (none: nothing is hidden).

    An indicator under two rules that name it equally closely (T050), a rule that no indicator falls under (L008), a
    code that is named twice, a source that is not declared, and lines that contradict each other are reported.
    """
    rules = [(block, _rule(block, scope)) for block in blocks]
    for block in blocks:
        _check_names(block, scope)
    under: dict[int, list[Indicator]] = {id(block): [] for block in blocks}
    ruled = []
    for indicator in indicators:
        closest = max((_closeness(block, indicator) for block in blocks), default=0)
        closest_rules = [(block, rule) for block, rule in rules if closest and _closeness(block, indicator) == closest]
        if len(closest_rules) > 1:
            places = ", ".join(block.span.where for block, _ in closest_rules)
            scope.report("T050", closest_rules[0][0].span, indicator=indicator.code, where=places)
        for block, _ in closest_rules:
            under[id(block)].append(indicator)
        ruled.append(replace(indicator, hiding_rule=closest_rules[0][1]) if closest_rules else indicator)
    for block in blocks:
        _check_used(block, under[id(block)], scope)
    return ruled


def _rule(block: SuppressionBlock, scope: Scope) -> HidingRule:
    by_kind: dict[str, HidingLine] = {}
    for line in block.lines:
        if not isinstance(line, HidingLine):
            continue
        if line.says in by_kind:
            scope.problems.append(written_twice(by_kind[line.says].span, line.span))
        by_kind.setdefault(line.says, line)
    for line in by_kind.values():
        if line.says in _WHO and "from_everybody" in by_kind:
            scope.report("T180", line.span, first=by_kind["from_everybody"].span.where, why=_EVERYBODY)
        elif line.says == "not_line_above" and "not_own" not in by_kind:
            scope.report("T180", line.span, first=block.span.where, why=_ABOVE_ALONE)
    return HidingRule(
        block.below,
        block.none_and_all,
        "rest_shown" in by_kind,
        "not_own" in by_kind,
        "not_line_above" in by_kind,
        _longer_months(block, scope),
        Location(block.span.path, block.span.line),
    )


def _longer_months(block: SuppressionBlock, scope: Scope) -> int:
    """Of how many months what is shown in place of a hidden one is (0: nothing is); what cannot be is reported."""
    for line in block.lines:
        if isinstance(line, RollingLine):
            _report_rolling(line, scope)
    longer = [line for line in block.lines if isinstance(line, LongerLine)]
    for line in longer[1:]:
        if line.months == longer[0].months:
            scope.problems.append(written_twice(longer[0].span, line.span))
        else:
            scope.report("T180", line.span, first=longer[0].span.where, why=_showing(longer[0].part))
    return longer[0].months if longer else 0


def _showing(part: str) -> Translated:
    words = load_words()
    parts = (words.canonical(part, language) for language in LANGUAGES)
    return Translated(*(text.format(part) for text, part in zip(_SHOWING, parts, strict=True)))


def _report_rolling(line: RollingLine, scope: Scope) -> None:
    """Say why no rolling window is shown, and propose the part of the year of as many months, or else all four."""
    words = load_words()
    parts = [part for part, months in WHOLE_PARTS.items() if months == line.months] or list(WHOLE_PARTS)
    spelled = [[words.canonical(part, language) for part in parts] for language in LANGUAGES]
    scope.report(
        "T186",
        line.window.span,
        fixes=replacing(line.window.span, *spelled[LANGUAGES.index(line.language)]),
        found=line.window.text,
        why=_ROLLING if line.months > 1 else _NOT_LONGER,
        parts=alternatives(*spelled),
    )


_SHOWING = Translated(
    "den viser {} i stedet for en skjult måned",
    "han viser {} i staden for ein skjult månad",
    "it shows {} instead of a hidden month",
)
_ROLLING = Translated(
    "to slike på rad har alle måneder felles unntatt én i hver ende, så de røper sammen måneden som er skjult",
    "to slike på rad har alle månader felles, så nær som éin i kvar ende, så dei røper saman månaden som er skjult",
    "two such in a row share all months but one at each end, so that together they tell the month that is hidden",
)
_NOT_LONGER = Translated(
    "det er måneden selv, som er skjult",
    "det er månaden sjølv, som er skjult",
    "that is the month itself, which is hidden",
)
_WHO = ("not_own", "not_line_above")
_EVERYBODY = Translated("regelen gjelder alle", "regelen gjeld alle", "the rule applies to everybody")
_ABOVE_ALONE = Translated(
    "styringslinjen over kan ikke se mer enn enheten selv",
    "styringslina over kan ikkje sjå meir enn eininga sjølv",
    "the steering line above cannot see more than the unit itself",
)


def _closeness(block: SuppressionBlock, indicator: Indicator) -> int:
    """How closely the rule names the indicator: 4 by code, 3 by a source that it reads, 2 by kind, 1 as all others, 0
    not at all."""
    if block.named:
        return 4 if indicator.code in {code.text for code in block.named} else 0
    if block.source is not None:
        return 3 if block.source.text in indicator.sources else 0
    return fits(block.scope, indicator.code, indicator.kind, indicator.unit)


def _check_names(block: SuppressionBlock, scope: Scope) -> None:
    first: dict[str, Span] = {}
    for code in block.named:
        if code.text in first:
            scope.problems.append(written_twice(first[code.text], code.span))
        first.setdefault(code.text, code.span)
    if block.source is not None:
        try:
            scope.source(block.source)
        except Refused as refused:
            scope.refused(refused)


def _check_used(block: SuppressionBlock, indicators: Sequence[Indicator], scope: Scope) -> None:
    """Note a rule without indicators; report a line about numerators and denominators where no indicator has them."""
    if not indicators:
        scope.report("L008", block.span)
        return
    of_parts = [one.span for one in block.lines if isinstance(one, HidingLine) and one.says == "rest_shown"]
    if block.none_and_all:
        of_parts.append(block.span)
    if of_parts and not any(i.traits.hidden_by == "parts" for i in indicators):
        scope.report("T181", of_parts[0])
