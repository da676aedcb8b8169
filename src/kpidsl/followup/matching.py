"""Which row is which: the rows of a filled sheet, recognised among those that are known.

People insert, copy, delete and sort rows, and drag or mistype their numbers. So a row is not known by its place, nor by
its number alone: all rows are assigned at once, such that as much as possible of what stands in them agrees.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from kpidsl.followup.row_numbers import is_number, new_number
from kpidsl.model.form import CellKind, Cells, FormColumn, FormTable, Rows
from kpidsl.model.sheet import NumberedRow, SheetRow

NUMBER = 8
"""How much the row's number counts, in halves, as the weights of the columns do."""
ENOUGH_WITH_NAME, ENOUGH = 7, 10
"""From where a row is recognised: with its number or the text that names it, and without either."""
LAST_CHOICE = 1
"""What a row counts that is recognised only where no other row of the sheet is the known one."""
UNTOUCHED = 100
"""What a row that is as it was counts besides: more than all its cells and its number."""


def numbered(
    rows: Sequence[SheetRow], base: Rows, now: Rows, table: FormTable, seed: str, taken: Collection[str]
) -> tuple[NumberedRow, ...]:
    """The rows in order, each with the number of the known row it is, or with a new number.

    `base` are the rows as this person last saw them and `now` as they are, those removed among them; a row may be like
    either. `taken` are numbers of other tables. Rows that are equal in everything count once. In a table whose rows
    are given, one that is not recognised keeps an empty number.
    """
    rows = _without_repeats(rows)
    numbers = match(rows, base, now, table)
    used = {*taken, *base, *now}
    result = []
    for row, known in zip(rows, numbers, strict=True):
        number = known or ""
        if not number and table.is_open:
            number = new_number(f"{seed} {sorted(row.cells.items())}", used)
            used.add(number)
        result.append(NumberedRow(number, row.cells, row.line))
    return tuple(result)


def match(rows: Sequence[SheetRow], base: Rows, now: Rows, table: FormTable) -> tuple[str | None, ...]:
    """For each row the number of the known row it is, each used once; None for a new row. Equal scores: in order.

    `base` and `now` are as for `numbered`.
    """
    from scipy.optimize import linear_sum_assignment  # here: scipy takes half a second to load

    known = list({**base, **now})
    if not rows or not known:
        return (None,) * len(rows)
    scores = np.array([[_score(row, number, base, now, table) for number in known] for row in rows], dtype=np.int64)
    apart = np.abs(np.arange(len(rows))[:, None] - np.arange(len(known))[None, :])
    unit = (
        len(rows) + len(known)
    ) ** 2  # more than all places apart together, so that the order decides equal scores only
    chosen = linear_sum_assignment(np.where(scores > 0, scores * unit - apart, 0), maximize=True)
    result: list[str | None] = [None] * len(rows)
    for at, to in zip(*chosen, strict=True):
        if scores[at, to]:
            result[at] = known[to]
    return tuple(result)


def rearranged(rows: Sequence[NumberedRow], base: Rows, table: FormTable) -> str | None:
    """The first column whose cells have changed places among the rows, as sorting it without the others does; None
    where there is none. Of a column of choices it cannot be told: the same few words stand in all rows."""
    for column in table.asked:
        if column.kind is CellKind.CHOICE:
            continue
        changed = [
            (base[row.number].get(column.name, ""), row.cells[column.name])
            for row in rows
            if column.name in row.cells
            and row.number in base
            and row.cells[column.name] != base[row.number].get(column.name, "")
        ]
        moved = {new for _, new in changed if new} & {old for old, _ in changed if old}
        if len(moved) > 1:
            return column.name
    return None


def _score(row: SheetRow, number: str, base: Rows, now: Rows, table: FormTable) -> int:
    """How much the row has in common with the known one, in halves; 0 where that is too little. A row that is as the
    person had it before is that row, however little stands in it."""
    best = 0
    for cells, untouched in ((base.get(number), UNTOUCHED), (now.get(number), ENOUGH)):
        if cells is None:
            continue
        equal = [c for c in table.telling if row.cells.get(c.name) and row.cells[c.name] == cells.get(c.name, "")]
        is_written = row.number == number and is_number(number)
        likeness = _likeness(cells, equal, table, is_written, untouched == UNTOUCHED)
        if likeness and _is_mostly_new(cells, equal, table) and _is_more_like_another(row, number, base, table):
            continue
        best = max(best, likeness + untouched * _is_same(row.cells, cells, table))
    return best


def _likeness(known: Cells, equal: Sequence[FormColumn], table: FormTable, is_written: bool, was_seen: bool) -> int:
    """What the columns that agree count, and the number where it is the known row's; 0 where that is too little.

    The number, or the text that names the row, is enough where a third of the texts that stood there agree. Where fewer
    do, it may have been dragged there or mistyped, and the row is better kept than written over; but a row that the
    person has seen (`was_seen`) is known by its number and name together, or by its number where it had one text only,
    when no other row of the sheet is more like it.
    """
    score = sum(column.weight for column in equal)
    is_named = any(column.names_row for column in equal)
    texts = _texts(known, table)
    if _is_mostly_new(known, equal, table):
        is_last_choice = is_written and was_seen and (is_named or len(texts) == 1)
        return LAST_CHOICE if is_last_choice else score if score >= ENOUGH else 0
    score += NUMBER * is_written
    is_all_there = is_named and set(texts) <= set(equal)
    return score if is_all_there or score >= (ENOUGH_WITH_NAME if is_written or is_named else ENOUGH) else 0


def _texts(cells: Cells, table: FormTable) -> list[FormColumn]:
    return [column for column in table.telling if column.kind is not CellKind.CHOICE and cells.get(column.name)]


def _is_mostly_new(known: Cells, equal: Sequence[FormColumn], table: FormTable) -> bool:
    """Whether less than a third of the texts that stood in the known row agree."""
    return 3 * sum(column.kind is not CellKind.CHOICE for column in equal) < len(_texts(known, table))


def _is_more_like_another(row: SheetRow, number: str, base: Rows, table: FormTable) -> bool:
    """Whether more of the row's texts stood in another known row than in the one of that number."""
    read = _texts(row.cells, table)
    agreeing = {n: sum(row.cells[c.name] == cells.get(c.name) for c in read) for n, cells in base.items()}
    return max(agreeing.values(), default=0) > agreeing.get(number, 0)


def _is_same(read: Cells, known: Cells, table: FormTable) -> bool:
    """Whether all that stands in the row stands in the known one, and nothing else stands there, as far as the table's
    columns were read."""
    columns = [column.name for column in table.telling if column.name in read]
    return any(read[name] for name in columns) and all(read[name] == known.get(name, "") for name in columns)


def _without_repeats(rows: Sequence[SheetRow]) -> list[SheetRow]:
    kept: dict[tuple[str, frozenset[tuple[str, str]]], SheetRow] = {}
    for row in rows:
        kept.setdefault((row.number, frozenset(row.cells.items())), row)
    return list(kept.values())
