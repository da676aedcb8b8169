"""What is said of a risk that is assessed otherwise than computed."""

from __future__ import annotations

from kpidsl.followup.own_risks import OwnRisk
from kpidsl.problems import LANGUAGES, Problem, Translated, problem
from kpidsl.wording.words import words


def reason_asked(cell: str, risk: OwnRisk) -> Problem:
    """F091 at the cell of the reason."""
    own = Translated(*(words(one)[f"choice_{risk.own}"] for one in LANGUAGES))
    computed = Translated(*(", ".join(words(one)[f"choice_{c}"] for c in risk.computed) for one in LANGUAGES))
    return problem("F091", cell=cell, own=own, computed=computed)
