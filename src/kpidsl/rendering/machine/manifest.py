"""edition.json: the edition's identity and scope, and what the columns of results.csv hold."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from kpidsl.model.edition import Edition
from kpidsl.model.rules import HidingRule
from kpidsl.rendering.machine.columns import COLUMNS


class Hiding(BaseModel):
    """What an indicator's rule of hiding hides from those that it applies to."""

    model_config = ConfigDict(extra="forbid")

    below: int = Field(description="Counts from 1 to below this are hidden.")
    rest: bool = Field(description="Whether what is not in the numerator is protected as the numerator is.")
    none_and_all: bool = Field(description="Whether a numerator of none, or of all, is hidden too.")
    own_shown: bool = Field(description="Whether a unit at the end of its line sees its own figures all the same.")
    line_shown: bool = Field(description="Whether the units above it on the line see them too.")
    longer_months: int = Field(
        description="The last whole so many months of the year may be shown in place of a hidden month: 3, 4, 6 or 12; "
        "0 for none."
    )


class Manifest(BaseModel):
    """The contents of edition.json: the edition's identity and scope; no figures."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(description="Hash of everything the edition is made of.")
    revision: int = Field(description="1 for the first edition of the period.")
    period: str = Field(pattern=r"^\d{4}-\d{2}$", description="The reporting month.")
    recipient: str = Field(description="For whom the edition is made.")
    language: str = Field(description="nb or en.")
    engine_version: str = Field(description="Version of kpidsl.")
    working_days: str = Field(description="Calendar of the working days that figures rest on; empty where none do.")
    synthetic: bool = Field(description="Whether the data said that they are synthetic.")
    indicators: list[str] = Field(description="Codes in the order of the card.")
    months: list[str] = Field(description="Months in results.csv, ascending.")
    units: int = Field(description="Number of leaf units.")
    suppress_below: int = Field(
        description="Counts from 1 to below this are hidden, by the strictest rule; 0 for none."
    )
    hiding: dict[str, Hiding] = Field(description="The rule of hiding of each indicator that has one, by code.")
    not_examined: dict[str, int] = Field(
        description="How many hidden figures of an indicator, in the whole country and all scored months, were not "
        "examined for what each unit that sees its own figures can work out with them, by code; indicators without "
        "any are not in it."
    )
    data_problems: int = Field(description="Rows in data_problems.csv.")
    columns: dict[str, str] = Field(description="The columns of results.csv and what they hold.")


def manifest(edition: Edition) -> Manifest:
    """The edition's manifest."""
    return Manifest(
        id=edition.id,
        revision=edition.revision,
        period=str(edition.period),
        recipient=edition.recipient,
        language=edition.language,
        engine_version=edition.engine_version,
        working_days=edition.working_days,
        synthetic=edition.synthetic,
        indicators=[i.code for i in edition.spec.indicators],
        months=[str(m) for m in edition.months],
        units=len(edition.structure.leaves) - len(edition.structure.whole_of),
        suppress_below=max(
            (i.hiding_rule.below for i in edition.spec.indicators if i.hiding_rule is not None), default=0
        ),
        hiding={i.code: _hiding(i.hiding_rule) for i in edition.spec.indicators if i.hiding_rule is not None},
        not_examined=_not_examined(edition),
        data_problems=len(edition.problems),
        columns={column.name: column.doc for column in COLUMNS},
    )


def _not_examined(edition: Edition) -> dict[str, int]:
    figures = edition.proof.not_examined if edition.proof is not None else {}
    return {i.code: figures[i.code] for i in edition.spec.indicators if i.code in figures}


def _hiding(rule: HidingRule) -> Hiding:
    return Hiding(
        below=rule.below,
        rest=not rule.rest_shown,
        none_and_all=rule.none_and_all,
        own_shown=rule.own_shown,
        line_shown=rule.line_shown,
        longer_months=rule.longer_months,
    )


def write_manifest(edition: Edition, folder: Path) -> None:
    """edition.json."""
    text = json.dumps(manifest(edition).model_dump(), ensure_ascii=False, indent=2) + "\n"
    (folder / "edition.json").write_text(text, encoding="utf-8")
