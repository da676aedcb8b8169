"""In what order deviations are listed is said on each list, and the list is in that order."""

import re
from html import unescape

import openpyxl

from kpidsl.model.names import sort_key
from kpidsl.rendering.workbook.books import write_workbook


def test_a_units_list_says_its_order_where_there_are_several(agency_pages):
    several = 0
    for name, page in agency_pages.items():
        if name.startswith("unit-"):
            listed = re.search('<ul class="deviating">.*?</ul>', page, re.DOTALL)
            count = listed[0].count("<li>") if listed else 0
            assert ("Ikke nådd før nær, så størst avstand i prosent av målet." in page) == (count > 1), name
            several += count > 1
    assert several


def test_the_page_of_deviations_is_in_the_cards_order_and_then_by_level_and_name(agency, agency_pages):
    page = agency_pages["deviations.html"].partition('id="early"')[0]
    assert "I kortets rekkefølge; for hver indikator overordnede enheter først" in page
    leaves = {unit.code for unit in agency.structure.leaves}
    codes, closed = [], 0
    for section in page.split("<h2>")[1:]:
        codes.append(re.search(r">(\S+) ", section)[1])
        rows = re.findall(
            r'<th scope="row"><a href="unit-\w+-(\w+)\.html">(.*?)</a>.*?data-label="Nytt\?">(\w*)', section
        )
        keys = [(news == "lukket", code in leaves, sort_key(unescape(name))) for code, name, news in rows]
        assert keys == sorted(keys), codes[-1]
        closed += sum(is_closed for is_closed, _, _ in keys)
    in_order = [one.code for one in agency.spec.indicators]
    assert codes == [code for code in in_order if code in codes]
    assert len(codes) > 1
    assert closed


def test_the_sheet_of_deviations_has_each_unit_before_those_below_it(agency, tmp_path):
    write_workbook(agency, tmp_path, "nb", ("land",))
    sheet = openpyxl.load_workbook(tmp_path / "deviations.xlsx")["Avvik"]
    assert "Hver enhet følges av enhetene under den" in sheet["A2"].value
    order = {(node.line, node.name): at for at, node in reversed(list(enumerate(agency.structure.nodes)))}
    codes = [one.code for one in agency.spec.indicators]
    rows = [
        (order[row[1], row[2]], codes.index(row[3])) for row in sheet.iter_rows(min_row=4, values_only=True) if row[1]
    ]
    assert rows == sorted(rows)
    assert len(rows) > 1
