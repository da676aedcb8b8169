"""What a notebook shows as a table: problems, and the changes between two editions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from types import MappingProxyType

from kpidsl.problems import Problem, render_concise, render_full
from kpidsl.rendering.machine.compare import KEY, ChangedCell

_HEADS = {
    "nb": ("Alvor", "Kode", "Sted", "Melding", "Slik rettes det"),
    "nn": ("Alvor", "Kode", "Stad", "Melding", "Slik rettar ein det"),
    "en": ("Severity", "Code", "Place", "Message", "How to mend it"),
}


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """An HTML table of texts."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


class Problems(tuple[Problem, ...]):
    """Problems in the order they were found: a tuple that prints a line for each, and in a notebook is a table."""

    language: str = "nb"
    texts: Mapping[str, str] = MappingProxyType({})

    @classmethod
    def of(cls, problems: Iterable[Problem], language: str, texts: Mapping[str, str]) -> Problems:
        """Problems that are shown in `language`; `texts` are the specification's files, by path."""
        table = cls(problems)
        table.language, table.texts = language, texts
        return table

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Those that are errors."""
        return tuple(p for p in self if p.severity == "error")

    def __repr__(self) -> str:
        return "\n".join(render_concise(p, self.language) for p in self)

    def __str__(self) -> str:
        return "\n".join(render_full(p, self.texts, self.language) for p in self)

    def _repr_html_(self) -> str:
        rows = []
        for p in self:
            place = p.span.where if p.span is not None else ""
            mend = "\n".join(text for text in (p.help(self.language), p.fix) if text)
            rows.append((p.severity, p.code, place, p.message(self.language), mend))
        return table(_HEADS[self.language], rows)


class Changes(tuple[ChangedCell, ...]):
    """The cells that differ between two editions: a tuple that in a notebook is a table."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(f"{' '.join(filter(None, c.key))} {c.column}: {c.old!r} -> {c.new!r}" for c in self)

    def _repr_html_(self) -> str:
        return table((*KEY, "column", "old", "new"), ((*c.key, c.column, c.old, c.new) for c in self))
