"""A problem as a value, and the places it points at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kpidsl.problems.catalogue import CATALOGUE, Severity
from kpidsl.problems.counts import counted
from kpidsl.problems.entry import LANGUAGES, Translated


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text file as read: its path as the user names it, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one line: path, line and column counted from 1, length in characters (0 = whole line)."""

    path: str
    line: int
    column: int = 1
    length: int = 0

    @property
    def where(self) -> str:
        """The line as text: `krav.kpi:12`."""
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class SecondaryPlace:
    """A secondary place of a problem, with a text about it."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a line, and the text to put in its place (empty: to remove it)."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a problem together, of different stretches. `safe`: what is meant is beyond doubt, so that a
    program may apply them unasked."""

    edits: tuple[Edit, ...]
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: `fields` fill the catalogue's message, so that it can be rendered in any language.

    `fixes` are ways to mend the text, the likeliest first; `fix` is a name or a command to copy, where the problem is
    in no text that can be edited.
    """

    code: str
    span: Span | None
    fields: Mapping[str, str] = field(default_factory=dict)
    places: tuple[SecondaryPlace, ...] = ()
    fix: str | None = None
    fixes: tuple[Fix, ...] = ()

    @property
    def severity(self) -> Severity:
        """Error, warning (lint) or note, as the catalogue says."""
        return CATALOGUE[self.code].severity

    def message(self, language: str = "nb") -> str:
        """The one-line message in `nb`, `nn` or `en`."""
        return _filled(CATALOGUE[self.code].message_in(language), self.fields)

    def help(self, language: str = "nb") -> str:
        """How to mend it, in `nb`, `nn` or `en`; empty when the message says it all."""
        return _filled(CATALOGUE[self.code].help_in(language), self.fields)


class _Field(str):
    """A field of a message: `{count:row|rows}` is the number with the right form, `{count:=is|are}` that form alone."""

    def __format__(self, form: str) -> str:
        one, bar, several = form.partition("|")
        if not bar:
            return super().__format__(form)
        if one.startswith("="):
            return one.removeprefix("=") if self == "1" else several
        return counted(str(self), one, several)


class _Fields(dict[str, _Field]):
    """The fields by name; a word that was given in two languages is read in bokmål where nynorsk asks for it."""

    def __missing__(self, name: str) -> _Field:
        if name.endswith("_nn"):
            return self[name.removesuffix("_nn") + "_nb"]
        raise KeyError(name)


def _filled(template: str, fields: Mapping[str, str]) -> str:
    return template.format_map(_Fields({name: _Field(value) for name, value in fields.items()}))


def in_each_language(fields: Mapping[str, object]) -> dict[str, str]:
    """The fields as text; a translated one as three, whose names end in `_nb`, `_nn` and `_en`."""
    texts: dict[str, str] = {}
    for name, value in fields.items():
        if isinstance(value, Translated):
            texts |= {f"{name}_{language}": text for language, text in zip(LANGUAGES, value, strict=True)}
        else:
            texts[name] = str(value)
    return texts


def problem(
    code: str,
    span: Span | None = None,
    *,
    places: tuple[SecondaryPlace, ...] = (),
    fix: str | None = None,
    fixes: tuple[Fix, ...] = (),
    **fields: object,
) -> Problem:
    """A problem with `code`; raises KeyError where the code, or a field of its message, is unknown.

    A field that is `Translated` fills `{name_nb}`, `{name_nn}` and `{name_en}`.
    """
    result = Problem(code, span, in_each_language(fields), places, fix, fixes)
    for language in LANGUAGES:
        result.message(language)
        result.help(language)
    return result


def replacing(span: Span, *texts: str, safe: bool = False) -> tuple[Fix, ...]:
    """A fix for each text that may stand in the place of the span."""
    return tuple(Fix((Edit(span, text),), safe) for text in texts)


def removing(*spans: Span, safe: bool = False) -> Fix:
    """The fix that removes the stretches, each with the blank before it; of one that begins its line nothing is kept
    but what follows."""
    return Fix(
        tuple(
            Edit(replace(s, column=s.column - 1, length=s.length + 1), "") if s.column > 1 else Edit(s, "")
            for s in spans
        ),
        safe,
    )


def refuses(problems: Iterable[Problem]) -> bool:
    """Whether a run must stop: an error that is not about single cells and rows (D…), which are listed instead."""
    return any(p.severity == "error" and not p.code.startswith("D") for p in problems)
