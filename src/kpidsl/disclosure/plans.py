"""Which units' plans an edition holds, and what of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from kpidsl.model.edition import Edition, Recipient
from kpidsl.model.organisation import UnitKey
from kpidsl.model.unit_plan import UnitPlan


def with_plans(edition: Edition, recipient: Recipient, plans: Mapping[UnitKey, UnitPlan]) -> Edition:
    """The recipient's edition with the plans of its unit and of all below it, and an id of its own where there are any.

    Texts that people have written are for those they were written for: an edition for all units together, or for the
    public, holds none. A text about an indicator goes with the figure: it is left out where the figure is hidden at any
    of the unit's nodes, or is not on its card. What is about something that is no indicator's code is told of the
    recipient alone, and not on one line of several.
    """
    if recipient.unit is None or recipient.public:
        return edition
    kept: dict[UnitKey, UnitPlan] = {}
    for unit in {node.unit: None for at, node in enumerate(edition.structure.nodes) if edition.is_own(at)}:
        plan = plans.get(unit)
        shown = plan and _shown(edition, plan, unit, tells_all=unit == recipient.unit and not recipient.line)
        if shown:
            kept[unit] = shown
    if not kept:
        return edition
    identity = hashlib.sha256(f"{edition.id} {kept!r}".encode()).hexdigest()[:16]
    return replace(edition, id=identity, plans=kept)


def _shown(edition: Edition, plan: UnitPlan, unit: UnitKey, *, tells_all: bool) -> UnitPlan | None:
    """What of the unit's plan the edition holds; None where that is nothing."""
    nodes = [at for at, node in enumerate(edition.structure.nodes) if node.unit == unit]
    hidden, standing = set[str](), set[str]()
    for at in nodes:
        for indicator in edition.indicators_at(at):
            standing.add(indicator.code)
            if edition.cell(indicator.code, at).year_to_date.hidden:
                hidden.add(indicator.code)
    codes = standing - hidden
    measures = tuple(m for m in plan.measures if m.code in codes or (not m.code and (tells_all or not m.about)))
    comments = {code: said for code, said in plan.comments.items() if code in codes}
    report = plan.report if tells_all or not hidden else ()
    shown = replace(plan, measures=measures, comments=comments, report=report)
    return None if shown == UnitPlan() else shown
