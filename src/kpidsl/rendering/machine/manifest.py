"""edition.json: the edition's identity and scope, and what the columns of results.csv hold."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from kpidsl.model.edition import Edition
from kpidsl.rendering.machine.columns import COLUMNS


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
        data_problems=len(edition.problems),
        columns={column.name: column.doc for column in COLUMNS},
    )


def write_manifest(edition: Edition, folder: Path) -> None:
    """edition.json."""
    text = json.dumps(manifest(edition).model_dump(), ensure_ascii=False, indent=2) + "\n"
    (folder / "edition.json").write_text(text, encoding="utf-8")
