"""Whom editions are for: recipients by the codes of units, and what they and their stores are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpidsl.model.edition import Recipient
from kpidsl.model.organisation import Structure, UnitKey, codes_of_name
from kpidsl.problems import LANGUAGES, Problem, Translated, problem
from kpidsl.problems.nearest import nearest, nearest_code

ALL, EACH = "all", "each"
"""All units in one edition, and every unit in its own, where codes of units are asked for."""


def named(
    structure: Structure, units: Sequence[str], line: str, *, public: bool = False
) -> tuple[tuple[Recipient, ...], tuple[Problem, ...]]:
    """The recipients for unit codes, "all" (all units together; so where there are no codes) and "each" (every unit by
    itself) on `line` (empty: every line); for the `public` one, whatever the codes.

    R008 for a code that no unit has there, R009 for an unknown line.
    """
    lines = dict.fromkeys(node.line for node in structure.nodes)
    if line and line not in lines:
        return (), (problem("R009", line=line, lines=", ".join(lines)),)
    if public:
        return (Recipient(None, line, public),), ()
    recipients: dict[Recipient, None] = {}
    problems = []
    for code in units or (ALL,):
        if code == ALL:
            of_name: Iterable[UnitKey | None] = (None,)
        elif code == EACH:
            parts = {structure.leaves[at] for of in structure.parts.values() for at in of}
            of_name = [n.unit for n in structure.nodes if line in ("", n.line) and n.unit not in parts]
        else:
            of_name = _of_code(structure, code, line)
        recipients |= {Recipient(unit, line): None for unit in of_name}
        if not of_name:
            near = _near(structure, code, line)
            meant, on = f" → «{near}»?" if near else "", line or ", ".join(lines)
            problems.append(problem("R008", fix=near, unit=code, near=meant, line=on))
    return tuple(recipients), tuple(problems)


def _near(structure: Structure, written: str, line: str) -> str | None:
    """The code on the line that is nearest to what is written, or that of the one unit whose name is; None where there
    is none."""
    nodes = [n for n in structure.nodes if line in ("", n.line)]
    of_name = codes_of_name(nodes, nearest(written, {n.name for n in nodes}) or written)
    return nearest_code(written, {n.unit.code for n in nodes}) or (of_name[0] if len(of_name) == 1 else None)


def _of_code(structure: Structure, code: str, line: str) -> list[UnitKey]:
    """The units of that code that stand, or have a part, on the line, in order."""
    of_code = {n.unit: structure.with_parts([n.unit]) for n in structure.nodes if n.unit.code == code}
    return sorted(
        {unit for unit, own in of_code.items() for n in structure.nodes if n.unit in own and line in ("", n.line)}
    )


_ALL_UNITS = Translated("alle enheter, hele landet", "alle einingar, heile landet", "all units, whole country")
_THE_PUBLIC = Translated("allmennheten", "ålmenta", "the public")
_SMALL_NUMBERS = Translated(
    "inneholder små tall, ikke for offentliggjøring",
    "inneheld små tal, ikkje til offentleggjering",
    "holds small numbers, not for publication",
)


def name_of(recipient: Recipient, structure: Structure, language: str, *, small_numbers: bool = False) -> str:
    """The recipient as printed on each page: `0315 Kontoret, kommunal`, and that the edition holds `small_numbers`
    that others may not see."""
    at = LANGUAGES.index(language)
    name = next((n.name for n in structure.nodes if n.unit == recipient.unit), "")
    everybody = _THE_PUBLIC if recipient.public else _ALL_UNITS
    whom = everybody[at] if recipient.unit is None else f"{recipient.unit.code} {name}"
    notice = f" ({_SMALL_NUMBERS[at]})" if small_numbers else ""
    return (f"{whom}, {recipient.line}" if recipient.line else whom) + notice


def store_of(recipient: Recipient) -> str:
    """The recipient's store: level, code and line, `kontor-0315-kommunal`; `public` for the public."""
    unit = [recipient.unit.kind, recipient.unit.code] if recipient.unit is not None else []
    unit += ["public"] if recipient.public else []
    return "-".join([*unit, recipient.line] if recipient.line else unit)
