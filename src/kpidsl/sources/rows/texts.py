"""Values that conditions ask for and rows do not have, or spell otherwise: `Arbeidssøker` for `arbeidssøker`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kpidsl.engines.engine import Engine
from kpidsl.model.look_alikes import look_alikes
from kpidsl.model.period import Month
from kpidsl.model.spec import Source
from kpidsl.planning.asked import AskedTexts
from kpidsl.problems import Problem, Span, problem
from kpidsl.problems.nearest import nearest
from kpidsl.sources.rows.names import folded
from kpidsl.sources.rows.shares import share, too_many

LISTED = 8
LONG = 5
"""Letters from which on two texts that differ only in what our letters are written with are hardly two values."""
_BARE = str.maketrans("øöåæäé", "ooaaae")
FREE = 2000
"""A column with more texts than this holds free text: none of them is near what is asked for but by accident."""


def texts_not_in_rows(
    engine: Engine, sources: Mapping[str, Source], asked: Sequence[AskedTexts], files: Mapping[str, str], period: Month
) -> Iterator[Problem]:
    """Check the columns without legal values whose texts conditions ask for.

    D052 for texts that differ only in case, blanks, zeros or what our letters are written with from one asked for
    (P018, which refuses the source, if
    there are many); D053 for a text that no row has, with the nearest one that rows have; D054 if there is no near one.
    `files`: the first file of each source.
    """
    by_column: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for one in asked:
        by_column.setdefault((one.source, one.column), []).append(one.texts)
    for (name, column), groups in by_column.items():
        spec = sources[name].named(column) if name in sources else None
        if spec is None or spec.legal:
            continue
        held = _ColumnTexts.of(engine, sources[name], column, period)
        if not held.rows:
            continue
        forms = held.other_forms({text for group in groups for text in group})
        for text, (meant, count) in list(forms.items())[:LISTED]:
            yield problem("D052", source=name, column=column, count=count, rows=held.rows,
                          share=share(count, held.rows), text=_with_look_alikes(text), meant=meant)  # fmt: skip
        bad = sum(count for _, count in forms.values())
        if too_many(bad, held.rows):
            place = Span(files[name], 1) if name in files else None
            yield problem("P018", place, source=name, bad=bad, rows=held.rows)
        yield from held.lacking(name, column, groups, {meant for meant, _ in forms.values()})


@dataclass(frozen=True, slots=True)
class _ColumnTexts:
    """The number of rows by text of a column: of all rows, and of the reporting month if rows have a month."""

    all: Mapping[str, int]
    month: Mapping[str, int]

    @classmethod
    def of(cls, engine: Engine, source: Source, column: str, period: Month) -> _ColumnTexts:
        dated = source.column("period") if source.grain in ("person_month", "unit_month") else None
        counts = engine.counts(source, [column, dated] if dated else [column])
        codes: dict[str, int] = {}
        of_month: dict[str, int] = {}
        for (text, *month), count in counts.items():
            if text is not None:
                codes[str(text)] = codes.get(str(text), 0) + count
                if month == [period.number]:
                    of_month[str(text)] = of_month.get(str(text), 0) + count
        return cls(codes, of_month)

    @property
    def rows(self) -> int:
        """The number of rows that have a text."""
        return sum(self.all.values())

    def other_forms(self, asked: Collection[str]) -> dict[str, tuple[str, int]]:
        """By text in the rows: the text asked for that it differs from in form only, and its rows; the most frequent
        first."""
        by_form = {_form(text): text for text in sorted(asked)}
        by_letters = {_letters(text): text for text in sorted(asked) if len(text) >= LONG}
        forms: dict[str, tuple[str, int]] = {}
        for text, count in self.all.items():
            meant = by_form.get(_form(text)) or by_letters.get(_letters(text)) or _with_lost_letters(text, asked)
            if text not in asked and meant is not None:
                forms[text] = meant, count
        return dict(sorted(forms.items(), key=lambda item: (-item[1][1], item[0])))

    def lacking(
        self, source: str, column: str, groups: Sequence[tuple[str, ...]], other_forms: Collection[str]
    ) -> Iterator[Problem]:
        """D053 and D054 for the texts asked for that no row has. A text that only the reporting month lacks is
        compared with texts that are new in that month."""
        asked = {text for group in groups for text in group}
        others = {text: n for text, n in self.all.items() if text not in asked} if len(self.all) <= FREE else {}
        new = {text: n for text, n in others.items() if self.month.get(text) == n}
        for text in sorted(asked - set(other_forms)):
            absent = text not in self.all
            among = others if absent else new if self.month and text not in self.month else {}
            near = nearest(text, sorted(among))
            if near is not None:
                yield problem("D053", source=source, column=column, text=text, near=near, count=others[near],
                              rows=self.rows, share=share(others[near], self.rows))  # fmt: skip
            elif absent and any(text in group and not set(group) & set(self.all) for group in groups):
                yield problem("D054", source=source, column=column, text=text, rows=self.rows)


def _with_look_alikes(text: str) -> str:
    """The text, followed by the numbers of its letters that only look Latin (U+0430)."""
    numbers = look_alikes(text)
    return f"{text} ({numbers})" if numbers else text


def _letters(text: str) -> str:
    """The text as a system without our letters writes it, `arbeidssoeker` or `arbeidssöker`, and without a stop at
    its end."""
    plain = folded(text).rstrip(".,;:").translate(_BARE)
    return plain.replace("oe", "o").replace("aa", "a").replace("ae", "a")


def _with_lost_letters(text: str, asked: Collection[str]) -> str | None:
    """The text asked for that this one is but for letters that a program has made question marks of."""
    if "?" not in text:
        return None
    same = re.compile("".join("[^ -~]" if sign == "?" else re.escape(sign) for sign in text), re.IGNORECASE)
    return next((one for one in sorted(asked) if same.fullmatch(one)), None)


def _form(text: str) -> str:
    """The text in the form used for comparison: no case, single blanks, no leading zeros and no zero decimals."""
    plain = folded(text)
    number = plain.removesuffix(".0").removesuffix(",0")
    return number.lstrip("0") or "0" if number.isdigit() else plain
