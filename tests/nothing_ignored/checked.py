"""Many indicators checked in one specification, and what of each is left when places and words are taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kpidsl.language import check_sources
from kpidsl.model.measure import Cumulation
from kpidsl.model.spec import Indicator, Spec
from kpidsl.problems import Problem, SourceText
from tests.language.meaning import meaning
from tests.nothing_ignored.world import BASE

WORDS = frozenset({"sentence", "title", "written", "location", "term", "assumptions", "code"})
"""What is source text or a place: two indicators that differ in it alone count the same. A title is the sentence."""
_SAID_ONCE = {"L001", "L002", "L003", "L004"}  # of the indicator whatever stands under it, or of the first of a term


@dataclass(frozen=True)
class Checked:
    """An indicator's meaning, and the codes of what was said of its lines beside; None where it was refused."""

    meaning: object
    said: tuple[str, ...]


def checked(indicators: Sequence[str], base: str = BASE) -> list[Checked | None]:
    """What becomes of each indicator (a sentence, and lines under it), all of them written in one specification."""
    spec, said = accepted(indicators, base)
    by_code = {one.code: one for one in spec.indicators}
    return [
        Checked(
            meaning(without_empty_words(by_code[code(at)]), WORDS),
            tuple(sorted(p.code for p in said.get(at, ()) if p.code not in _SAID_ONCE)),
        )
        if code(at) in by_code
        else None
        for at in range(len(indicators))
    ]


def accepted(indicators: Sequence[str], base: str = BASE) -> tuple[Spec, dict[int, list[Problem]]]:
    """The specification of the indicators that are not refused, each by the `code` of its position; and what was said
    of each, by its position.

    Those that are refused are left out of a second check, so that the others stand.
    """
    texts = dict(enumerate(indicators))
    refused = {at for at, found in _said(texts, base)[1].items() if any(p.severity == "error" for p in found)}
    spec, said = _said({at: text for at, text in texts.items() if at not in refused}, base)
    if spec is None:
        raise AssertionError([p.message("en") for found in said.values() for p in found if p.severity == "error"])
    return spec, said


def without_empty_words(indicator: Indicator) -> Indicator:
    """Without a field that says something only of other indicators: the year to date of what stands or rolls is its
    latest month, so that to show the year to date alone shows the same figure."""
    return indicator if indicator.cumulation is Cumulation.FLOW else replace(indicator, year_to_date_only=False)


def code(at: int) -> str:
    """The code of the indicator of a position."""
    return f"A.{at + 1}"


def _said(indicators: Mapping[int, str], base: str) -> tuple[Spec | None, dict[int, list[Problem]]]:
    """The specification (None where something is wrong), and the problems by indicator (-1: of what is above them)."""
    lines = base.splitlines()
    owner = [-1] * len(lines)
    for at, text in indicators.items():
        first, *rest = text.splitlines()
        lines += [f"{code(at)} {first}", *(f"  {line}" for line in rest)]
        owner += [at] * (1 + len(rest))
    spec, problems = check_sources([SourceText("verden.kpi", "\n".join(lines) + "\n")])
    found: dict[int, list[Problem]] = {}
    for problem in problems:
        at = owner[problem.span.line - 1] if problem.span is not None else -1
        found.setdefault(at, []).append(problem)
    return spec, found
