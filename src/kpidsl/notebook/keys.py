"""What a key such as `["B.1", "kontor 0315"]` means in an edition: one cell, or an error that lists the choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpidsl.model.edition import Edition
from kpidsl.model.organisation import Node
from kpidsl.model.spec import Indicator
from kpidsl.problems.nearest import nearest, nearest_code

_SAID = {
    "nb": {
        "code": "{key!r} er ingen indikator i utgaven. {near}Indikatorer: {known}",
        "unit": "{key!r} er ingen enhet i utgaven. {near}Skriv nivå og kode ({example!r}), en kode eller et navn.",
        "line": "{key!r} er ingen styringslinje for {unit}. Styringslinjer: {known}",
        "card": "{code} er ikke på kortet til {unit}. Indikatorer der: {known}",
        "units": "{key!r} er flere enheter. Velg en av dem:",
        "lines": "{unit} har ulike tall eller mål på hver styringslinje. Velg en av dem:",
        "month": "{key!r} er ikke i utgaven, som har månedene {first} til {last}.",
        "near": "Mente du {near!r}? ",
    },
    "en": {
        "code": "{key!r} is no indicator of the edition. {near}Indicators: {known}",
        "unit": "{key!r} is no unit of the edition. {near}Write a level and a code ({example!r}), a code or a name.",
        "line": "{key!r} is no steering line of {unit}. Steering lines: {known}",
        "card": "{code} is not on the card of {unit}. Indicators there: {known}",
        "units": "{key!r} is more than one unit. Choose one:",
        "lines": "{unit} has other figures or targets on each steering line. Choose one:",
        "month": "{key!r} is not in the edition, which has the months {first} to {last}.",
        "near": "Did you mean {near!r}? ",
    },
}


class UnknownKeyError(KeyError):
    """No cell, or no unit, has that key; the message offers what is near."""

    def __str__(self) -> str:
        return str(self.args[0])


class AmbiguousKeyError(UnknownKeyError):
    """More than one cell or unit has that key; `keys` are those that can be asked for instead."""

    def __init__(self, message: str, keys: tuple[tuple[str, ...], ...]) -> None:
        super().__init__(message)
        self.keys = keys


def unit_key(node: Node) -> str:
    """The key that is only this unit's: its level and its code."""
    return f"{node.unit.kind} {node.unit.code}"


def indicator_of(edition: Edition, code: str) -> Indicator:
    """The indicator with that code; UnknownKeyError where there is none."""
    indicator = edition.spec.indicator(code)
    if indicator is None or code not in edition.grids:
        known = [i.code for i in edition.spec.indicators]
        raise UnknownKeyError(
            _message(edition, "code", key=code, near=nearest_code(code, known), known=", ".join(known))
        )
    return indicator


def nodes_of(edition: Edition, unit: str, line: str = "") -> list[int]:
    """The nodes of the one unit that is meant, on `line` or on every steering line.

    A unit is its level and code, which goes before all else; or its level and name, its code, or its name.
    UnknownKeyError where there is none, AmbiguousKeyError where several have the code or the name.
    """
    nodes, asked = edition.structure.nodes, " ".join(unit.split()).casefold()
    words: dict[str, set[str]] = {}
    for word, level in (edition.spec.organisation.level_words if edition.spec.organisation else {}).items():
        words.setdefault(level, set()).add(word)
    named = [at for at, node in enumerate(nodes) if asked == unit_key(node).casefold()]
    named = named or [at for at, node in enumerate(nodes) if asked in _forms(node, words)]
    if not named:
        forms = dict.fromkeys(form for node in nodes for form in (unit_key(node), node.unit.code, node.name))
        near = nearest_code(unit, [n.unit.code for n in nodes]) or nearest(unit, forms)
        raise UnknownKeyError(_message(edition, "unit", key=unit, near=near, example=unit_key(nodes[edition.home])))
    units = {nodes[at].unit: nodes[at] for at in named}
    if len(units) > 1:
        keys = tuple((unit_key(node),) for node in units.values())
        listed = [f"{unit_key(node)!r} ({node.name})" for node in units.values()]
        raise AmbiguousKeyError("\n  ".join([_message(edition, "units", key=unit), *listed]), keys)
    matching = [at for at in named if line in ("", nodes[at].line)]
    if not matching:
        known = ", ".join(nodes[at].line for at in named)
        raise UnknownKeyError(_message(edition, "line", key=line, unit=unit_key(nodes[named[0]]), known=known))
    return matching


def cell_of(edition: Edition, code: str, unit: str, line: str = "") -> tuple[Indicator, int]:
    """The indicator and the node of a key.

    Without a line, a unit on several lines is its node on the first of them where every one shows the same cell;
    where they differ, in a target for one, it is an AmbiguousKeyError. UnknownKeyError as `indicator_of` and
    `nodes_of`, and where the indicator is not on the unit's card.
    """
    indicator = indicator_of(edition, code)
    named = nodes_of(edition, unit, line)
    nodes = edition.structure.nodes
    matching = [at for at in named if indicator.stands_at(nodes[at])]
    if not matching:
        known = ", ".join(i.code for i in edition.indicators_at(named[0]))
        raise UnknownKeyError(_message(edition, "card", code=code, unit=unit_key(nodes[named[0]]), known=known))
    if any(edition.cell(code, at) != edition.cell(code, matching[0]) for at in matching[1:]):
        keys = tuple((code, unit_key(nodes[at]), nodes[at].line) for at in matching)
        listed = [f"[{', '.join(map(repr, key))}]" for key in keys]
        message = _message(edition, "lines", unit=unit_key(nodes[matching[0]]))
        raise AmbiguousKeyError("\n  ".join([message, *listed]), keys)
    return indicator, matching[0]


def not_a_month(edition: Edition, key: str) -> UnknownKeyError:
    """The error of a month that the edition does not have."""
    return UnknownKeyError(
        _message(edition, "month", key=key, first=str(edition.months[0]), last=str(edition.months[-1]))
    )


def _forms(node: Node, words: Mapping[str, Iterable[str]]) -> set[str]:
    """What a unit may be called, in lower case; `words` are those of each level."""
    alone = (node.unit.code.casefold(), node.name.casefold())
    levels = {node.unit.kind.casefold(), *words.get(node.unit.kind, ())}
    return {*alone, *(f"{level} {one}" for level in levels for one in alone)}


def _message(edition: Edition, what: str, near: str | None = None, **fields: str) -> str:
    table = _SAID[edition.language]
    return table[what].format(near=table["near"].format(near=near) if near else "", **fields)
