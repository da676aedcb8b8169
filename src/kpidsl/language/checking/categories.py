"""Targets by category: `minst 60 % for "unge", 50 % for andre`, of an indicator that is broken down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kpidsl.language.checking.conditions import column_of, mistyped
from kpidsl.language.checking.scope import NOTHING_MORE, Refused, Scope, mending, refuse
from kpidsl.language.checking.types import Typed
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.indicators import BreakdownLine, Indicator
from kpidsl.model.measure import rows_of
from kpidsl.model.spec import ColumnSpec, Target
from kpidsl.problems import Translated
from kpidsl.problems.nearest import nearest


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What an indicator is broken down by: the column (empty: by nothing), and the values that it may hold, as they are
    declared (empty: any)."""

    column: str = ""
    legal: tuple[str, ...] = ()


def with_breakdown(written: Indicator, rows: Sequence[tree.Target], typed: Typed, scope: Scope) -> Indicator:
    """The indicator broken down by the column whose values its targets are for, where it does not say by what, and they
    are of one column alone: it can be by no other."""
    if any(isinstance(line, BreakdownLine) for line in written.lines):
        return written
    values = tuple(value for column in _columns(typed, scope) for value in column.legal)
    named = [_with_category(row, Breakdown(), values, scope) for row in rows]
    column = _column_with([r.category for r in named if r.category is not None and not r.others], typed, scope)
    first = next((row.category for row in named if row.category is not None), None)
    if not column or first is None:
        return written
    return replace(written, lines=(*written.lines, BreakdownLine(tree.Name(column, first.span), first.span)))


def breakdown_of(written: Indicator, typed: Typed, scope: Scope) -> Breakdown:
    """What the indicator is broken down by. Raises Refused where it cannot be (T064), or not by that column."""
    line = next((x for x in written.lines if isinstance(x, BreakdownLine)), None)
    if line is None:
        return Breakdown()
    if not typed.traits.adds_up:  # its figures have no categories
        raise refuse("T064", line.span, statistic=typed.measure.called, column=line.column.text)
    columns = [column_of(line.column, scope.sources[name]) for name in _sources(typed)]
    for column in columns:
        if column.type != "text":
            raise mistyped(line.span, column, "text")
    return Breakdown(line.column.text, _legal(columns))


def _sources(typed: Typed) -> list[str]:
    return list(dict.fromkeys(rows.source for rows in rows_of(typed.formula).values()))


def _legal(columns: Sequence[ColumnSpec]) -> tuple[str, ...]:
    """The values of the columns; none where one of them may hold any."""
    if not all(column.legal for column in columns):
        return ()
    return tuple(dict.fromkeys(value for column in columns for value in column.legal))


def with_categories(rows: Iterable[tree.Target], breakdown: Breakdown, typed: Typed, scope: Scope) -> list[tree.Target]:
    """The targets as written, where `for unge` without quotation marks is the category `unge` if there is no such
    level: of what the indicator is broken down by, or where it is by nothing, of a column of what is counted. So is a
    misspelt one that is no misspelt level."""
    values = breakdown.legal
    if not breakdown.column and typed.traits.adds_up:
        values = tuple(value for column in _columns(typed, scope) for value in column.legal)
    return [_with_category(row, breakdown, values, scope) for row in rows]


def _columns(typed: Typed, scope: Scope) -> list[ColumnSpec]:
    """The columns of text of what is counted."""
    return [
        c for name in _sources(typed)[:1] for c in scope.sources[name].columns if c.type == "text" and c.role == "value"
    ]


def _is_no_level(row: tree.Target, scope: Scope) -> bool:
    """Whether the target is for a name that is neither a category nor a level."""
    return row.level is not None and row.category is None and row.level.text.casefold() not in scope.levels


def _with_category(row: tree.Target, breakdown: Breakdown, values: Sequence[str], scope: Scope) -> tree.Target:
    if row.level is None or not _is_no_level(row, scope):
        return row
    words = (row.level, *row.units)
    text = " ".join(word.text for word in words)
    is_value = text in values or (nearest(text, values) and not nearest(text, scope.levels))
    if not is_value and (row.units or not breakdown.column):
        return row  # an unknown level
    length = words[-1].span.column + words[-1].span.length - row.level.span.column
    name = tree.Name(text, replace(row.level.span, length=length))
    return replace(row, level=None, units=(), category=name)


def categories_of(
    code: str, row: tree.Target, rows: Sequence[tree.Target], breakdown: Breakdown, typed: Typed, scope: Scope,
) -> tuple[str, ...]:  # fmt: skip
    """The categories that the target is for; empty for one of the whole. Raises Refused where there is none of that
    name."""
    name = row.category
    several = sum(_is_no_level(other, scope) for other in rows) > 1
    if row.level is not None and not breakdown.column and (not row.units or several):
        named_so = " ".join(word.text for word in (row.level, *row.units))
        scope.level(row.level, _or_a_category(named_so, typed, scope))
    if name is None:
        return ()
    if row.others and any(_is_no_level(other, scope) for other in rows):
        raise Refused  # said of that one
    if row is not next(r for r in rows if r.category is not None) and not (breakdown.column and breakdown.legal):
        raise Refused  # said of the first
    if not breakdown.column:
        raise refuse("T230", name.span, indicator=code)
    if not breakdown.legal:
        raise refuse("T231", name.span, column=breakdown.column, category=name.text)
    named = [r.category.text for r in rows if r.category is not None and not r.others]
    if row.others:
        others = tuple(value for value in breakdown.legal if value not in named)
        if not others or not named:
            raise refuse("T232", name.span, indicator=code, why=_NOBODY if named else _NOTHING_NAMED)
        return others
    if name.text not in breakdown.legal:
        near = mending(name.span, name.text, breakdown.legal)
        raise refuse("T005", name.span, value=name.text, column=breakdown.column, **near)
    return (name.text,)


def _or_a_category(name: str, typed: Typed, scope: Scope) -> Translated:
    """What to write where the name is a category: the declaration and the words, with the source's column if there is
    one of text; nothing of what has no categories."""
    sources = _sources(typed)
    if not sources or not typed.traits.adds_up:
        return NOTHING_MORE
    columns = _columns(typed, scope)
    column = _column_word(columns[0].name if len(columns) == 1 else "")
    return Translated(*(
        text.format(name=name, source=sources[0], column=column[at]) for at, text in enumerate(_A_CATEGORY)
    ))  # fmt: skip


_A_CATEGORY = Translated(
    ' Er «{name}» en kategori, skriv den i hermetegn, «for "{name}"», og «fordelt på {column}» under indikatoren; '
    'kolonnen står i kilden «{source}» med verdiene: «{column} tekst: "{name}", "…"».',
    ' Er «{name}» ein kategori, skriv han i hermeteikn, «for "{name}"», og «fordelt på {column}» under indikatoren; '
    'kolonna står i kjelda «{source}» med verdiane: «{column} tekst: "{name}", "…"».',
    ' If “{name}” is a category, write it in quotation marks, “for "{name}"”, and “broken down by {column}” under the '
    'indicator; the column stands in the source “{source}” with its values: “{column} text: "{name}", "…"”.',
)
_NOBODY = Translated(
    "alle verdiene har et måltall for seg",
    "alle verdiane har eit måltal for seg",
    "every value has a target of its own",
)
_NOTHING_NAMED = Translated(
    "ingen kategori har et måltall for seg",
    "ingen kategori har eit måltal for seg",
    "no category has a target of its own",
)
_ANY_COLUMN = Translated("KOLONNE", "KOLONNE", "COLUMN")


def _column_word(column: str) -> Translated:
    return Translated(column, column, column) if column else _ANY_COLUMN


def _column_with(names: Sequence[tree.Name], typed: Typed, scope: Scope) -> str:
    """The one column of what is counted that may hold all of the values, or where none may, the one that they may be
    misspelt values of; empty where none or several may."""
    sources = [scope.sources[name] for name in _sources(typed)]
    wanted = {name.text for name in names}
    columns = [c for c in sources[0].columns if all(s.named(c.name) is not None for s in sources)] if wanted else []
    able = [c.name for c in columns if wanted <= set(c.legal)]
    able = able or [c.name for c in columns if all(nearest(value, c.legal) for value in wanted)]
    return able[0] if len(able) == 1 else ""


def report_without_target(
    code: str, targets: Sequence[tuple[tree.Target, Target]], breakdown: Breakdown, scope: Scope
) -> None:
    """Warn of the categories that no target is for, where others have one of their own (L055)."""
    named = [(written, target) for written, target in targets if target.categories]
    if not named or any(not (t.categories or t.level or t.units) for _, t in targets):
        return  # what is for the whole is for every category without its own
    lacking = [value for value in breakdown.legal if not any(value in target.categories for _, target in named)]
    if lacking:
        scope.report("L055", named[0][0].span, indicator=code, categories=", ".join(f"«{v}»" for v in lacking))
