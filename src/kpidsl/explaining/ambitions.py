"""What a unit itself aims at, beside what its figure is judged by."""

from __future__ import annotations

from kpidsl.explaining.explanation import Explanation, place
from kpidsl.model.ambitions import ambition_at
from kpidsl.model.organisation import Node
from kpidsl.wording.cells import ambition_text, attains_ambition
from kpidsl.wording.words import words

_REACHED = {None: "explain_ambition", True: "explain_ambition_reached", False: "explain_ambition_missed"}


def ambition_sentences(explanation: Explanation) -> list[str]:
    """The ambition, and whether the figure is there; empty without one."""
    aim = ambition_text(explanation.cell, explanation.indicator, explanation.language)
    key = _REACHED[attains_ambition(explanation.cell, explanation.indicator)]
    return [words(explanation.language)[key].format(ambition=aim)] if aim else []


def ambition_line(explanation: Explanation) -> str:
    """The ambition with where it is written, `≥ 85 % (lokal.kpi:4)`; empty without one."""
    aim = ambition_text(explanation.cell, explanation.indicator, explanation.language)
    here = Node(explanation.line, explanation.unit, explanation.name, None, 0, ())
    row = ambition_at(explanation.indicator, here, explanation.period)
    return f"{aim} ({place(row.location)})" if aim and row is not None else aim
