"""Which units' plans an edition holds, and what of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kpidsl.model.edition import Edition, Recipient
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.model.unit_plan import UnitPlan


def with_plans(edition: Edition, recipient: Recipient, plans: Mapping[UnitKey, UnitPlan]) -> Edition:
    """The recipient's edition with the plans of its unit and of all below it, and an id of its own where there are any.

    Texts that people have written are for those they were written for: an edition for all units together, or for the
    public, holds none. A text about an indicator goes with the figure: it is left out where the figure is hidden at any
    of the unit's nodes, or is not on its card; for others than the unit itself also where that of a category with a
    target of its own is hidden. What is about something that is no indicator's code is told of the recipient alone, and
    not on one line of several.

    A text of the report that is for one line is in the editions that show the unit on it.

    The case of a deviation tells of the figures of every month since the indicator's first case opened: others than the
    unit itself have it where they see them all. On one line of several it is there where it deviates on that line.
    """
    if recipient.unit is None or recipient.public:
        return edition
    kept: dict[UnitKey, UnitPlan] = {}
    for unit in {node.unit: None for at, node in enumerate(edition.structure.nodes) if edition.is_own(at)}:
        plan = plans.get(unit)
        shown = plan and _shown(edition, plan, unit, recipient)
        if shown:
            kept[unit] = shown
    if not kept:
        return edition
    identity = hashlib.sha256(f"{edition.id} {kept!r}".encode()).hexdigest()[:16]
    return replace(edition, id=identity, plans=kept)


def _shown(edition: Edition, plan: UnitPlan, unit: UnitKey, recipient: Recipient) -> UnitPlan | None:
    """What of the unit's plan the edition holds; None where that is nothing."""
    is_own = unit == recipient.unit
    tells_all = is_own and not recipient.line
    nodes = [at for at, node in enumerate(edition.structure.nodes) if node.unit == unit]
    hidden, standing = set[str](), set[str]()
    for at in nodes:
        for indicator in edition.indicators_at(at):
            standing.add(indicator.code)
            if _is_hidden(edition, indicator.code, at, edition.period, whole=is_own):
                hidden.add(indicator.code)
    codes = standing - hidden
    measures = tuple(m for m in plan.measures if m.code in codes or (not m.code and (tells_all or not m.about)))
    comments = {code: commented for code, commented in plan.comments.items() if code in codes}
    lines = {edition.structure.nodes[at].line for at in nodes if edition.is_own(at)}
    report = tuple(one for one in plan.report if (tells_all or not hidden) and (not one.line or one.line in lines))
    cases = {
        code: case
        for code, case in plan.cases.items()
        if code in codes
        and (not recipient.line or recipient.line in case.lines)
        and (is_own or _is_seen(edition, code, nodes, case.first_opened))
    }
    shown = replace(plan, measures=measures, comments=comments, report=report, cases=cases)
    return None if shown == UnitPlan() else shown


def _is_hidden(edition: Edition, code: str, at: int, month: Month, *, whole: bool = False) -> bool:
    """Whether the figure of the whole, or (but for `whole`) of a category by whose own target it may deviate, is hidden
    at the node."""
    apart = (0,) if whole else edition.judged_apart(code)
    return any(edition.cell(code, at, month, category).year_to_date.hidden for category in apart)


def _is_seen(edition: Edition, code: str, nodes: Sequence[int], since: Month) -> bool:
    """Whether the edition shows the indicator's figures at the nodes in every month since then."""
    months = [month for month in edition.months if month >= since]
    if since not in months:
        return False
    indicator = edition.spec.indicator(code)
    return not any(
        _is_hidden(edition, code, at, month)
        for at in nodes
        if indicator is not None and indicator.stands_at(edition.structure.nodes[at])
        for month in months
    )
