"""Figures of persons that no rule of hiding covers, and rules of hiding that hide nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpidsl.language.checking.consolidation import first_named
from kpidsl.language.checking.scope import Scope
from kpidsl.language.tree.blocks import SourceBlock, SuppressionBlock
from kpidsl.language.tree.hiding import LongerLine
from kpidsl.measures.hiding import can_be_hidden
from kpidsl.measures.months import Apart, months_add_up, months_apart
from kpidsl.model.location import Location
from kpidsl.model.spec import Indicator
from kpidsl.problems import LANGUAGES, Translated


def lint_hiding(blocks: Sequence[object], indicators: Sequence[Indicator], scope: Scope) -> None:
    """Warn of a source with a column of persons, where no rule of hiding covers an indicator that reads it (L045), of a
    rule that covers only amounts and indexes (L046), and of a longer part of the year that it shows of none (L047).

    Nothing is reported while anything is an error: what is wrong may be the rule itself, or an indicator.
    """
    if any(problem.severity == "error" for problem in scope.problems):
        return
    _lint_persons([block for block in blocks if isinstance(block, SourceBlock)], indicators, scope)
    for block in blocks:
        if isinstance(block, SuppressionBlock):
            _lint_rule(block, indicators, scope)


def _lint_persons(sources: Sequence[SourceBlock], indicators: Sequence[Indicator], scope: Scope) -> None:
    """Report the sources of persons with bare indicators; one that reads several is named once, at the first."""
    bare = [i for i in indicators if i.hiding_rule is None and can_be_hidden(i, scope.sources)]
    for source in sources:
        if not any(column.role == "person" for column in source.columns):
            continue
        read_here = [i for i in bare if source.name.text in i.sources]
        if read_here:
            scope.report(
                "L045", source.name.span, source=source.name.text, codes=first_named([i.code for i in read_here])
            )
        bare = [i for i in bare if i not in read_here]


def _lint_rule(block: SuppressionBlock, indicators: Sequence[Indicator], scope: Scope) -> None:
    at = Location(block.span.path, block.span.line)
    covered = [i for i in indicators if i.hiding_rule is not None and i.hiding_rule.location == at]
    hidden = [i for i in covered if can_be_hidden(i, scope.sources)]
    if covered and not hidden:
        scope.report("L046", block.span, codes=first_named([i.code for i in covered]))
    longer = next((line for line in block.lines if isinstance(line, LongerLine)), None)
    if longer is not None and hidden and not any(months_add_up(i) for i in hidden):
        scope.report("L047", longer.span, codes=_with_reasons(hidden))


def _with_reasons(indicators: Sequence[Indicator]) -> Translated:
    """The codes with why the months of each do not add up: `A.1, A.2 (rullende vindu), B.1 (beholdning)`."""
    codes: dict[Apart, list[str]] = {}
    for indicator in indicators:
        reason = months_apart(indicator)
        if reason is not None:
            codes.setdefault(reason, []).append(indicator.code)
    texts = ((f"{first_named(of)} ({_REASONS[why][at]})" for why, of in codes.items()) for at in range(len(LANGUAGES)))
    return Translated(*(", ".join(each) for each in texts))


_REASONS: Mapping[Apart, Translated] = {
    "stock": Translated("beholdning", "behaldning", "a stock"),
    "rolling": Translated(
        "av flere måneder, som overlapper", "av fleire månader, som overlappar", "of several months, which overlap"
    ),
    "year_to_date": Translated("bare hittil i år", "berre hittil i år", "the year to date alone"),
    "seldom": Translated("sjeldnere enn månedlig", "sjeldnare enn månadleg", "less often than monthly"),
    "persons": Translated("ulike personer", "ulike personar", "distinct persons"),
    "rows": Translated(
        "regnes på nytt av alle rader", "blir rekna på nytt av alle rader", "computed again from all rows"
    ),
    "components": Translated("laget av andre indikatorer", "laga av andre indikatorar", "made of other indicators"),
}
