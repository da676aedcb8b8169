"""What is left to follow up in the units that an edition's reader may read the plans of, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kpidsl.model.deviation_case import CaseState
from kpidsl.model.edition import Edition
from kpidsl.model.organisation import Node
from kpidsl.model.unit_plan import Commented, Effect, PlannedMeasure, UnitPlan
from kpidsl.rendering.shown.plan import came_of, measure_shown
from kpidsl.rendering.shown.summary import deviating_codes
from kpidsl.wording.words import words

_ENDED = ("ended", "dropped")
_WITHOUT_EFFECT = (Effect.UNCHANGED, Effect.WORSE)


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """A matter of a unit, in words; `measure`, `responsible` and `deadline` are empty where it is about no measure."""

    unit: str
    indicator: str
    matter: str
    measure: str = ""
    responsible: str = ""
    deadline: str = ""


def open_matters(edition: Edition, language: str) -> Iterator[OpenMatter]:
    """Deviations without a measure or a comment, cases that are reopened, measures whose deadline has passed by the
    period's last day, and those that were promised by now and brought nothing; unit by unit. Nothing where the
    edition's reader reads no plans."""
    seen = set()
    for at, node in enumerate(edition.structure.nodes) if edition.plans else ():
        if edition.is_own(at) and node.unit not in seen:
            seen.add(node.unit)
            yield from _Unit(edition, at, language).matters()


class _Unit:
    """The matters of one unit, on all of its lines."""

    def __init__(self, edition: Edition, at: int, language: str) -> None:
        self.edition, self.node = edition, edition.structure.nodes[at]
        self.language, self.words = language, words(language)
        self.nodes = [place for place, node in enumerate(edition.structure.nodes) if node.unit == self.node.unit]
        self.plan = edition.plans.get(self.node.unit, UnitPlan())

    def matters(self) -> Iterator[OpenMatter]:
        """Those of each deviation, then those of each measure."""
        for code in deviating_codes(self.edition, self.nodes):
            measures = [one for one in self.plan.of(code) if one.text and one.status != "dropped"]
            if not measures:
                yield self._matter(code, "without_measure")
            if not self.plan.comments.get(code, Commented()).comment:
                yield self._matter(code, "without_comment")
        for code, case in self.plan.cases.items():
            if case.state is CaseState.REOPENED and case.as_of == self.edition.period:
                yield self._matter(code, "reopened")
        for one in self.plan.measures:
            if one.deadline is not None and one.deadline <= self.edition.period.last_day and one.status not in _ENDED:
                yield self._matter(one.code or one.about, "overdue", one)
            if self._is_without_effect(one):
                yield self._matter(one.code, "without_effect", one)

    def _is_without_effect(self, one: PlannedMeasure) -> bool:
        """Whether what it promised by the period, or before, did not come."""
        at, indicator = self._node_of(one.code), self.edition.spec.indicator(one.code)
        if at is None or indicator is None or one.by_month is None or one.by_month > self.edition.period:
            return False
        came = came_of(self.edition, one, at, indicator)
        return came is not None and came.effect in _WITHOUT_EFFECT

    def _node_of(self, code: str) -> int | None:
        """The unit's first node whose card has the indicator."""
        stands = (at for at in self.nodes if code in {one.code for one in self.edition.indicators_at(at)})
        return next(stands, None)

    def _matter(self, code: str, kind: str, one: PlannedMeasure | None = None) -> OpenMatter:
        indicator = self.edition.spec.indicator(code)
        name, matter = f"{code} {indicator.title}" if indicator else code, self.words[f"open_{kind}"]
        if one is None:
            return OpenMatter(_named(self.node), name, matter)
        shown = measure_shown(self.edition, one, self._node_of(one.code), self.language)
        text = f"{shown.text} ({shown.notes})" if shown.notes else shown.text
        return OpenMatter(_named(self.node), name, matter, text, shown.responsible, shown.deadline)


def _named(node: Node) -> str:
    return f"{node.unit.code} {node.name}"
