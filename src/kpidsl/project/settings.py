"""The project file, validated."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from kpidsl.problems import Problem, Span, Translated, problem
from kpidsl.problems.nearest import nearest
from kpidsl.problems.no_file import no_file

FILE = "kpidsl.toml"
_MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
UnitsWord = Literal["codes", "names", "only the register's", "only the register's names"]
StateWord = Literal["not_ready", "missing", "not_relevant", "withheld_by_source"]


class SourceSettings(BaseModel):
    """How one source is written. What is not declared is detected and reported."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str | None = Field(default=None, min_length=1, description="File or folder of files, from the data folder.")
    sheet: str | None = Field(
        default=None,
        description="A sheet, or several by a pattern (`*`). Default: the visible one that has the columns.",
    )
    header_row: int | None = Field(
        default=None, ge=1, strict=True, description="The line of the head (default: the first not blank)."
    )
    totals: tuple[str, ...] = Field(default=(), description="Cells of the column of units that mark a total: left out.")
    without_unit: tuple[str, ...] = Field(
        default=(),
        description="Cells of the column of units that mark what is no unit's, and counts in the whole alone.",
    )
    columns: dict[str, str] = Field(default_factory=dict, description="Column in the spec → column in the file.")
    separator: Literal[";", ",", "\t", "|"] | None = Field(default=None, description="Between cells.")
    encoding: str | None = Field(default=None, description="A codec name, e.g. utf-8, cp1252.")
    units: UnitsWord = Field(
        default="codes", description="What the column of units holds; “only the register's” leaves out all other rows."
    )
    decimal: Literal[",", "."] | None = Field(default=None, description="The decimal mark.")
    marks: dict[str, StateWord] = Field(default_factory=dict, description="What a mark in a cell means.")
    shares: dict[str, Literal["per cent", "fraction"]] = Field(
        default_factory=dict, description="How a column of per cent is written: as 85, or as 0.85."
    )
    none: tuple[date, ...] = Field(default=(), description="Dates that mean none, beside those of the year 9999.")
    first: str | None = Field(default=None, pattern=_MONTH, description="First month delivered.")
    last: str | None = Field(default=None, pattern=_MONTH, description="Last month delivered.")

    @field_validator("encoding")
    @classmethod
    def _is_known(cls, encoding: str | None) -> str | None:
        """A name that text can be read by. Raises ValueError for any other."""
        try:
            "".encode(encoding or "utf-8")
        except LookupError as error:
            raise ValueError(encoding) from error
        return encoding

    @property
    def named_units(self) -> bool:
        """Whether the column of units holds names, not codes."""
        return self.units in ("names", "only the register's names")

    @property
    def only_known_units(self) -> bool:
        """Whether rows of units that the register does not have are left out."""
        return self.units.startswith("only")


class FollowUpSettings(BaseModel):
    """The books that the units fill in, and the ledger of what they have entered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: str = Field(min_length=1, description="The folder with a folder for each unit, from the project's folder.")
    keep_originals: int | None = Field(
        default=None,
        ge=1,
        strict=True,
        description="For how many months a book that was read is kept as it was (default: until it is struck).",
    )


class ProjectFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    register_file: str | None = Field(default=None, alias="register", min_length=1, description="The table of units.")
    changes: str | None = Field(default=None, min_length=1, description="The table of changes of units.")
    targets: str | None = Field(default=None, min_length=1, description="The table of targets.")
    assessments: str | None = Field(
        default=None, min_length=1, description="The table of the leaders' own assessments of risk."
    )
    roles: str | None = Field(default=None, min_length=1, description="The table of who has which role.")
    follow_up: FollowUpSettings | None = Field(default=None, description="Books to fill in, and the ledger of them.")
    sources: dict[str, SourceSettings] = Field(default_factory=dict)

    def follow_up_folder(self, root: Path) -> Path | None:
        """The folder of the units' books and ledgers, of the project at `root`; None where none is declared."""
        return None if self.follow_up is None else Path(os.path.normpath(root / self.follow_up.folder))

    @property
    def keep_originals(self) -> int | None:
        """For how many months a book that was read is kept as it was; None where that is not declared."""
        return None if self.follow_up is None else self.follow_up.keep_originals


def read_settings(folder: Path) -> tuple[ProjectFile, tuple[Problem, ...]]:
    """The settings in `folder`, or the defaults where there is no file."""
    path = folder / FILE
    if (wrong := no_file(path)) is not None:
        return ProjectFile(), (wrong,)
    if not path.is_file():
        return ProjectFile(), ()
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")  # Notepad begins a file with a mark
        return ProjectFile.model_validate(tomllib.loads(text)), ()
    except RecursionError:
        return ProjectFile(), (problem("P001", Span(str(path), 1), why=_NOTHING),)
    except ValidationError as error:
        return ProjectFile(), tuple(_wrong_setting(one, path, text) for one in error.errors())
    except ValueError as error:  # TOML's, text's that is not UTF-8, a number of thousands of digits
        at = re.search(r"at line (\d+)", str(error))
        twice = any(words in str(error) for words in ("twice", "overwrite"))
        line = int(at[1]) if at else len(text.splitlines()) if "end of document" in str(error) else 1
        return ProjectFile(), (problem("P001", Span(str(path), line), why=_TWICE if twice else _NOTHING),)


_TWICE = Translated(
    ": en tabell eller en nøkkel står to ganger",
    ": ein tabell eller ein nøkkel står to gonger",
    ": a table or a key stands twice",
)
_NOTHING = Translated("", "", "")
_WHOLE_NUMBER = Translated(
    "verdien skal være et helt tall", "verdien skal vere eit heilt tal", "the value must be a whole number"
)
_TABLE = Translated("her skal det stå en tabell", "her skal det stå ein tabell", "a table must stand here")
_NOT_ALLOWED = Translated("verdien er ikke lovlig her", "verdien er ikkje lovleg her", "the value is not allowed here")
_REASONS = {
    "missing": Translated("nøkkelen mangler", "nøkkelen manglar", "the key is missing"),
    "string_too_short": Translated("verdien er tom", "verdien er tom", "the value is empty"),
    "string_type": Translated(
        "verdien skal være tekst i anførselstegn",
        "verdien skal vere tekst i hermeteikn",
        "the value must be text in quotation marks",
    ),
    "int_type": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "tuple_type": Translated(
        "verdien skal være en liste: [ … ]", "verdien skal vere ei liste: [ … ]", "the value must be a list: [ … ]"
    ),
    "value_error": Translated(  # encodings alone are looked up
        "tegnsettet er ukjent; skriv for eksempel utf-8 eller cp1252",
        "teiknsettet er ukjent; skriv til dømes utf-8 eller cp1252",
        "the encoding is unknown; write for example utf-8 or cp1252",
    ),
    "dict_type": _TABLE,
    "model_type": _TABLE,
}
"""By pydantic's type of error."""


def _wrong_setting(error: ErrorDetails, path: Path, text: str) -> Problem:
    """What is wrong with a key or its value, in every language; P002."""
    key = [str(part) for part in error["loc"]]
    reason = _REASONS.get(error["type"], _NOT_ALLOWED)
    if error["type"] == "literal_error":
        words = re.findall(r"\"([^\"]*)\"|'([^']*)'", error.get("ctx", {}).get("expected", ""))
        allowed = ", ".join(f'"{double or single}"' for double, single in words)
        reason = Translated(
            f"verdien skal være en av disse: {allowed}",
            f"verdien skal vere ein av desse: {allowed}",
            f"the value must be one of these: {allowed}",
        )
    if error["type"] == "extra_forbidden":
        reason = _unknown_key(key)
    if error["type"] == "string_pattern_mismatch":  # months alone have a pattern
        reason = Translated(
            "en måned skrives som 2026-10", "ein månad skriv ein som 2026-10", "a month is written as 2026-10"
        )
    if error["type"] == "greater_than_equal":
        least = error.get("ctx", {}).get("ge")
        reason = Translated(
            f"verdien skal være minst {least}",
            f"verdien skal vere minst {least}",
            f"the value must be at least {least}",
        )
    return problem("P002", Span(str(path), _line_of(key[-1], text)), key=".".join(key), reason=reason)


def _unknown_key(key: Sequence[str]) -> Translated:
    """That there is no such key, with the nearest one there or else all of them."""
    models: dict[str, type[BaseModel]] = {"sources": SourceSettings, "follow_up": FollowUpSettings}
    fields = models.get(key[0] if key[1:] else "", ProjectFile).model_fields
    known = [field.alias or name for name, field in fields.items()]
    near = nearest(key[-1], known)
    meant, listed = f"«{near}»?", ", ".join(known)
    return Translated(
        f"nøkkelen er ukjent; {f'mente du {meant}' if near else f'her kan det stå {listed}'}",
        f"nøkkelen er ukjend; {f'meinte du {meant}' if near else f'her kan det stå {listed}'}",
        f"the key is unknown; {f'did you mean {meant}' if near else f'here may stand {listed}'}",
    )


def _line_of(key: str, text: str) -> int:
    """The line where the key is given a value or names a table; 1 where no line does, or several might."""
    name = rf'"?{re.escape(key)}"?'
    declared = re.compile(rf"^\s*(\[([^\]]*\.)?{name}\]|{name}\s*=)")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if declared.match(line)]
    return lines[0] if len(lines) == 1 else 1
