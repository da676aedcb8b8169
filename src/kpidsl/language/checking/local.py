"""A unit's own file: its indicators have the unit's code before their own (`0315/L.1`), and refer to each other
without it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kpidsl.language.checking.scope import Scope, near
from kpidsl.language.tree.blocks import AppliesTo, BuildsOn, File, TargetsBlock
from kpidsl.language.tree.indicators import ComponentLine, Indicator, IndicatorLine, LinkLine
from kpidsl.language.tree.phrases import ChangeSentence, Name
from kpidsl.model import spec as model

_NATIONAL = ("nasjonal", "national")
"""What the files are called together that are for every unit."""


def check_built_on(name: Name, files: Sequence[File], scope: Scope) -> None:
    """Report what a local file builds on if it is neither the national specification nor one of its files."""
    national = [Path(f.path).stem for f in files if not any(isinstance(b, BuildsOn | AppliesTo) for b in f.blocks)]
    known = [*_NATIONAL, *national, *(f"{stem}.kpi" for stem in national)]
    if name.text.casefold() not in {one.casefold() for one in known}:
        scope.report("T121", name.span, name=name.text, near=near(name.text, [_NATIONAL[0], *national]))


def with_own_codes(written: Indicator, units: Sequence[str], codes: Collection[str]) -> Indicator:
    """The indicator with whole codes where its sentence or lines name another one of the same units; as it is where
    `units` are empty.

    A code that the units' own indicators do not have is a national one's.
    """
    if not units:
        return written

    def whole(name: Name) -> Name:
        own = f"{units[0]}/{name.text}"
        return replace(name, text=own) if own in codes else name

    def line_with(line: IndicatorLine) -> IndicatorLine:
        match line:
            case LinkLine(effect=name):
                return replace(line, effect=whole(name))
            case ComponentLine(code=name):
                return replace(line, code=whole(name))
            case _:
                return line

    readings = (replace(r, code=whole(r.code)) if isinstance(r, ChangeSentence) else r for r in written.readings)
    return replace(written, lines=tuple(line_with(line) for line in written.lines), readings=tuple(readings))


def with_own_targets(
    blocks: Sequence[object], local: Mapping[int, tuple[str, ...]], codes: Collection[str], scope: Scope
) -> list[object]:
    """The blocks that hold, a local file's targets with the whole code of its own indicator (`codes`: all there are).

    T081 where they are for another indicator: its targets are national.
    """
    with_own: list[object] = []
    for block in blocks:
        units = local.get(id(block), ())
        if units and isinstance(block, TargetsBlock):
            own = f"{units[0]}/{block.code.text}"
            if own in codes:
                block = replace(block, code=replace(block.code, text=own))
            else:
                scope.report("T081", block.span)
                continue
        with_own.append(block)
    return with_own


def by_own_code(by_code: Mapping[str, model.Indicator], units: Sequence[str]) -> dict[str, model.Indicator]:
    """Return the indicators by code; those of the units also by the code in their own file."""
    own = {code.partition("/")[2]: one for code, one in by_code.items() if units and one.only_units == tuple(units)}
    return {**by_code, **own}
