"""Ambitions of local files: what a unit aims at beyond the target that was set for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from kpidsl.language.checking.level_bases import check_on_line
from kpidsl.language.checking.scope import Refused, Scope, mending, refuse
from kpidsl.language.checking.targets import check_overlaps, check_size, check_strict, resolved
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.blocks import AmbitionsBlock, AppliesTo, File
from kpidsl.model.ambitions import beside_targets
from kpidsl.model.organisation import SteeringLine
from kpidsl.model.spec import Indicator, Target
from kpidsl.model.state import Direction
from kpidsl.problems import Span, Translated
from kpidsl.problems.ambitions import not_stricter

Row = tuple[tree.Target, Target]

_NO_LIMIT = Translated(
    "den må være ett tall som det skal være minst eller høyst av",
    "han må vere eitt tal som det skal vere minst eller høgst av",
    "it must be one amount, of which there should be at least or at most so much",
)
_OF_THE_FILE = Translated(
    "den gjelder enheten som filen er for, og ingen andre",
    "han gjeld eininga som fila er for, og ingen andre",
    "it is for the unit that the file is for, and nobody else",
)
_OF_THE_WHOLE = Translated(
    "den er for alle samlet, og ikke for en kategori",
    "han er for alle samla, og ikkje for ein kategori",
    "it is for all together, and for no category",
)
_CORRIDOR = Translated("målet er et område", "målet er eit område", "the target is a range")
_EARLIER = Translated(
    "målet er et annet tall, og kjent først når det er regnet ut",
    "målet er eit anna tal, og kjent først når det er rekna ut",
    "the target is another figure, and known only when that is computed",
)
_NO_DIRECTION = Translated(
    "den har ikke mål, og det er ikke sagt om høyere eller lavere er bedre",
    "han har ikkje mål, og det er ikkje sagt om høgare eller lågare er betre",
    "it has no target, and nothing says whether higher or lower is better",
)


def with_ambitions(
    files: Sequence[File],
    indicators: Sequence[Indicator],
    written: Collection[str],
    lines: Sequence[SteeringLine],
    scope: Scope,
) -> list[Indicator]:
    """The indicators with the ambitions that local files have for them; what cannot be one is reported.

    An ambition that asks for less than a target beside it is an error at both places (T200), one that asks for as much
    a note (L054).
    """
    rows_by_code: dict[str, list[Row]] = {}
    by_code = {one.code: one for one in indicators}
    for file in files:
        applies = next((block for block in file.blocks if isinstance(block, AppliesTo)), None)
        for block in (block for block in file.blocks if isinstance(block, AmbitionsBlock)):
            indicator = _of(block, applies, by_code, written, scope)
            if applies is not None and indicator is not None:
                rows_by_code.setdefault(indicator.code, []).extend(_rows(block, indicator, applies, scope))
    checked = []
    for one in indicators:
        rows = rows_by_code.get(one.code, [])
        check_overlaps(rows, scope)
        checked.append(replace(one, ambitions=tuple(ambition for _, ambition in rows)))
        _check_stricter(checked[-1], rows, lines, scope)
    return checked


def _of(
    block: AmbitionsBlock,
    applies: AppliesTo | None,
    by_code: dict[str, Indicator],
    written: Collection[str],
    scope: Scope,
) -> Indicator | None:
    """The indicator that the block is for; None where that cannot have an ambition (T201, T202) or is unknown."""
    code = block.code.text
    if applies is None:
        scope.report("T201", block.span)
    elif any(f"{unit.text}/{code}" in written for unit in applies.units) or "/" in code:
        scope.report("T202", block.span, indicator=code)
    elif code not in written:
        scope.report("T048", block.code.span, name=code, **mending(block.code.span, code, written))
    return by_code.get(code) if applies is not None and "/" not in code else None


def _rows(block: AmbitionsBlock, indicator: Indicator, applies: AppliesTo, scope: Scope) -> Iterator[Row]:
    """The rows of the block, each for the units of its file."""
    for row in block.ambitions:
        try:
            yield row, _ambition(row, indicator, applies, scope)
        except Refused as refused:
            scope.refused(refused)


def _ambition(row: tree.Target, indicator: Indicator, applies: AppliesTo, scope: Scope) -> Target:
    if row.form != "level":
        raise refuse("T203", row.span, why=_NO_LIMIT)
    if row.level is not None or row.units:
        raise refuse("T203", row.span, why=_OF_THE_FILE)
    if row.category is not None:
        raise refuse("T203", row.category.span, why=_OF_THE_WHOLE)
    why = _EARLIER if indicator.improvement is not None else _WITHOUT.get(indicator.direction)
    if why is not None:
        raise refuse("T204", row.span, indicator=indicator.code, why=why)
    ambition = resolved(row, indicator.unit, indicator.direction, scope)
    check_on_line(indicator.code, row, ambition, indicator.line, scope)
    check_size(indicator.code, row, ambition, indicator.unit, indicator.traits)
    check_strict(row, indicator.strict, [row])
    if indicator.line and ambition.line not in (None, indicator.line):
        raise refuse("T069", row.span, line=ambition.line, own=indicator.line)
    units = tuple(unit.text for unit in applies.units)
    line = ambition.line or indicator.line or None
    return replace(ambition, level=scope.level(applies.level), units=units, line=line)


_WITHOUT = {None: _NO_DIRECTION, Direction.INSIDE: _CORRIDOR}


def _check_stricter(indicator: Indicator, rows: Sequence[Row], lines: Sequence[SteeringLine], scope: Scope) -> None:
    at = {id(ambition): row.span for row, ambition in rows}
    for one in beside_targets(indicator, lines):
        where = one.target.location
        if where is None or not (one.is_looser or one.is_the_same):
            continue
        aim = one.ambition.value, at[id(one.ambition)]
        target = one.target.value, Span(where.path, where.line)
        scope.problems.append(not_stricter(indicator.code, one.ambition.units, aim, target, looser=one.is_looser))
