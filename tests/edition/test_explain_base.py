"""What a target is reckoned from is named beside it, with its figure, as that figure's own card shows it."""

from __future__ import annotations

import json
from dataclasses import replace

from kpidsl.explaining.explanation import explain, explained
from kpidsl.explaining.json import as_json
from kpidsl.explaining.text import figure_lines, text
from kpidsl.model.edition import Edition
from tests.edition.test_explain import FEBRUARY, HEAD, SIMPSON, edition_of


def lines_of(edition: Edition, unit: str) -> dict[str, str]:
    """The lines of figures, with plain spaces."""
    return {head: line.replace("\u00a0", " ") for head, line in figure_lines(explain(edition, "S.1", unit))}


def test_a_target_of_last_year_names_the_month_and_its_figure() -> None:
    """40 of 100 in February 2025 and nothing else that year: that is the year to date, too. 5 points on it are 45 %."""
    figures = {("0101", "2025-02"): ("40", "100"), ("0101", FEBRUARY): ("50", "100")}
    edition = edition_of(figures, spec_text=HEAD + "S.1 Svarandel (5 prosentpoeng høyere enn i fjor)\n")
    found = lines_of(edition, "0101")
    assert found["Målet regnes fra"] == "februar 2025: 40,0 %"
    assert found["Mål"].startswith("≥ 45 %")
    base = json.loads(as_json(explain(edition, "S.1", "0101")))["target_base"]
    assert (base["month"], base["unit"], base["figure"]["value"]) == ("2025-02", None, "2/5")


def test_a_target_of_a_base_year_names_its_month() -> None:
    figures = {("0101", "2024-02"): ("30", "100"), ("0101", FEBRUARY): ("50", "100")}
    edition = edition_of(figures, spec_text=HEAD + "S.1 Svarandel (høyere enn i 2024)\n")
    assert lines_of(edition, "0101")["Målet regnes fra"] == "februar 2024: 30,0 %"


def test_a_target_of_a_level_names_the_unit_above_and_its_figure() -> None:
    """The year to date: 176 + 90 of 300 and 60 + 29 of 300 at the offices, 355 of 600 in the county."""
    edition = edition_of(SIMPSON, spec_text=HEAD + "S.1 Svarandel (høyere enn fylket)\n")
    assert lines_of(edition, "0101")["Målet regnes fra"] == "N01: 59,2 %"
    assert "Målet regnes fra" not in lines_of(edition, "01")
    base = json.loads(as_json(explain(edition, "S.1", "0101")))["target_base"]
    assert (base["unit"], base["level"], base["figure"]["value"]) == ("01", "fylke", "71/120")


def test_what_a_target_is_reckoned_from_is_hidden_where_it_is_hidden() -> None:
    """Last year's 3 of 4 are a hidden figure, and 75 % would be 3 of 4 again."""
    figures = {("0101", "2025-02"): ("3", "4"), ("0101", FEBRUARY): ("50", "100")}
    edition = edition_of(figures, below=5, spec_text=HEAD + "S.1 Svarandel (høyere enn i fjor)\n")
    found = explain(edition, "S.1", "0101")
    assert lines_of(edition, "0101")["Målet regnes fra"] == "februar 2025: skjult"
    assert json.loads(as_json(found))["target_base"]["figure"]["value"] is None
    assert "75" not in text(found)


def test_a_month_that_the_edition_does_not_hold_is_named_without_a_figure() -> None:
    figures = {("0101", "2024-02"): ("30", "100"), ("0101", FEBRUARY): ("50", "100")}
    edition = edition_of(figures, spec_text=HEAD + "S.1 Svarandel (høyere enn i 2024)\n", history=12)
    assert lines_of(edition, "0101")["Målet regnes fra"] == "februar 2024"


def test_a_plain_target_is_reckoned_from_nothing() -> None:
    edition = edition_of(SIMPSON)
    assert "Målet regnes fra" not in lines_of(edition, "0101")
    assert json.loads(as_json(explain(edition, "S.1", "0101")))["target_base"] is None


def test_only_a_unit_above_others_is_without_a_target_because_theirs_do_not_add_up() -> None:
    """An office without a target has none set; it has no units below."""
    edition = edition_of(SIMPSON)
    written = edition.spec.indicator("S.1")
    assert written is not None
    indicator, nodes = replace(written, targets_add_up=False), edition.structure.nodes
    found = {nodes[at].unit.code: explained(edition, indicator, at, "nb") for at in range(len(nodes))}
    assert {code: one.has_separate_targets for code, one in found.items()} == {"01": True, "0101": False, "0102": False}
    assert not explain(edition, "S.1", "01").has_separate_targets
