"""The case of a deviation in words."""

from __future__ import annotations

from kpidsl.model.period import Month
from kpidsl.model.unit_plan import StandingCase
from kpidsl.wording import numbers
from kpidsl.wording.words import words


def case_in_brief(case: StandingCase, language: str) -> str:
    """`sak M.2/1, gjenåpnet`: its number and state, to stand within a line."""
    table = words(language)
    return table["case_in_brief"].format(number=case.number, state=table[f"case_{case.state}"])


def case_text(case: StandingCase, period: Month, language: str) -> str:
    """`M.2/1, gjenåpnet, åpnet oktober 2026`, with the month that the state rests on where that is not the period."""
    table = words(language)
    state, opened = table[f"case_{case.state}"], numbers.month_name(case.opened, language)
    text = table["case_standing"].format(number=case.number, state=state, month=opened)
    if case.as_of == period:
        return text
    return table["case_as_of"].format(case=text, month=numbers.month_name(case.as_of, language))
