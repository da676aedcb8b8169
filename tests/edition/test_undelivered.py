"""Who has not delivered, on a small country that is made by hand; expected texts are written by hand.

Norge has Agder and Oslo with their offices, and Svalbard, which has none below it. What a unit has not delivered is
`late`, what nobody may see `hidden`.
"""

import re
from dataclasses import replace

import openpyxl
import pytest
from pptx import Presentation

from kpidsl.model.cycle import Role
from kpidsl.model.location import Location
from kpidsl.model.organisation import Node, Structure, UnitKey
from kpidsl.model.spec import Organisation, Source
from kpidsl.model.state import State, Status, Undecided
from kpidsl.rendering.html.site import pages
from kpidsl.rendering.shown.summary import summary
from kpidsl.rendering.shown.undelivered import late_below, undelivered
from kpidsl.rendering.slides.deck import write_slides
from kpidsl.rendering.workbook.books import write_workbook
from tests.edition.stand_in import StandIn
from tests.edition.test_summary import OCTOBER, cell
from tests.made import indicator
from tests.made import spec as made_spec

AGDER, OSLO = range(2, 9), range(10, 13)
NORGE, AGDER_ITSELF, OSLO_ITSELF, SVALBARD = 0, 1, 9, 13


def country():
    offices = {**{at: (AGDER_ITSELF, f"A{at - 1}") for at in AGDER}, **{at: (OSLO_ITSELF, f"O{at - 9}") for at in OSLO}}
    leaves = (*(UnitKey("kontor", name) for _, name in offices.values()), UnitKey("fylke", "21"))
    within = {NORGE: range(11), AGDER_ITSELF: range(7), OSLO_ITSELF: range(7, 10), SVALBARD: (10,)}
    names = {
        NORGE: ("land", "NO", "Norge"),
        AGDER_ITSELF: ("fylke", "42", "Agder"),
        OSLO_ITSELF: ("fylke", "03", "Oslo"),
    }
    nodes = []
    for at in range(14):
        if at in offices:
            above, name = offices[at]
            unit, parent, own = UnitKey("kontor", name), above, (leaves.index(UnitKey("kontor", name)),)
        else:
            kind, code, name = names.get(at, ("fylke", "21", "Svalbard"))
            unit, parent, own = UnitKey(kind, code), None if at == NORGE else NORGE, tuple(within[at])
        nodes.append(Node("", unit, name, parent, 0, own))
    return Structure((), leaves, tuple(nodes))


OFFICES = Organisation("", {"kontor": ("kontor", "kontorer", "NAV-kontor"), "fylke": ("fylke", "fylker")}, ())

DELIVERED = made_spec(organisation=OFFICES, sources={"tall": Source("tall", "unit_month", ())})
BY_OFFICES = replace(
    DELIVERED,
    sources={"tall": Source("tall", "unit_month", (), entered_by="leder")},
    roles=(Role("leder", (), ("kontor",), Location("", 1)),),
)


def edition(late, hidden=(), is_own=True, codes=("M.1",), spec=None):
    """`late` and `hidden`: the nodes by indicator, or of every indicator."""
    structure = country()
    late, hidden = (one if isinstance(one, dict) else dict.fromkeys(codes, one) for one in (late, hidden))
    lowest = {*AGDER, *OSLO, SVALBARD}

    def of(code, node, _month=None, _category=0):
        below = [at for at in lowest if node in structure.upward(at)]
        missing = sum(at in late[code] for at in below)
        return cell(Status.GREEN, covered=len(below) - missing, expected=len(below))

    return StandIn(
        period=OCTOBER,
        months=(OCTOBER,),
        structure=structure,
        spec=spec or DELIVERED,
        is_own=lambda _node: is_own,
        indicators_at=lambda _node: [indicator(code, title=f"Tittel {code}") for code in codes],
        cell=of,
        status=lambda _code, _node: Status.GREEN,
        deviating=lambda *_: (),
        lacks_figure=lambda code, at, _month: at in late[code] and at not in hidden[code],
    )


def said(of, node, language="nb"):
    (text,) = (point.rest for point in summary(of, node, language) if point.kind == "lacking")
    return text


def test_what_is_lacking_stands_first_then_from_whom_in_the_order_of_their_names():
    """Norge has offices and a county that is its own lowest unit; the two others have offices alone."""
    of = edition(late=(4, 2, 11))
    assert said(of, NORGE) == "M.1 «Tittel M.1» mangler fra 3 av 11 kontorer og fylker: A1, A3 og O2"
    assert said(of, AGDER_ITSELF) == "M.1 «Tittel M.1» mangler fra 2 av 7 kontorer: A1 og A3"
    assert late_below(of, (NORGE,), "nb") == ()


def test_units_are_called_by_their_level_where_the_specification_has_a_plural_in_the_readers_language():
    """A plural is a form of the name with the language's ending: `NAV-kontor` and `kontoret` are none."""
    norwegian, of = {"kontor": ("kontor", "NAV-kontor", "kontoret")}, edition(late=(2,))
    assert said(of, AGDER_ITSELF, "en") == "M.1 “Tittel M.1” missing from 1 of 7 units: A1"
    of.spec = made_spec(language="en", organisation=Organisation("", {"kontor": ("kontor", "kontors")}, ()))
    assert said(of, AGDER_ITSELF, "en") == "M.1 “Tittel M.1” missing from 1 of 7 kontors: A1"
    for organisation in (Organisation("", norwegian, ()), Organisation("", {}, ()), None):
        of.spec = made_spec(organisation=organisation)
        assert said(of, AGDER_ITSELF) == "M.1 «Tittel M.1» mangler fra 1 av 7 enheter: A1"


def test_a_level_that_the_indicator_is_not_of_is_not_called_for():
    """Svalbard, the one county among the lowest, is not to have it; a hidden figure may be one that is."""
    of = edition(late=(2,))
    without = cell(Status.NONE, state=State.NOT_RELEVANT)
    of.cell = lambda _code, node, *_: without if node == SVALBARD else cell(Status.GREEN, covered=9, expected=10)
    assert said(of, NORGE) == "M.1 «Tittel M.1» mangler fra 1 av 10 kontorer: A1"
    hidden = cell(Status.NONE, state=State.NOT_RELEVANT, hidden=True)
    of.cell = lambda _code, node, *_: hidden if node == SVALBARD else cell(Status.GREEN, covered=9, expected=10)
    assert said(of, NORGE) == "M.1 «Tittel M.1» mangler fra 1 av 10 kontorer og fylker: A1"


def test_of_more_than_five_the_nation_says_where_and_the_county_has_a_list():
    """Six are late: four in Agder, one in Oslo, and Svalbard, which is late itself. The county with six names them in
    its list."""
    of = edition(late=(2, 3, 4, 5, 10, SVALBARD))
    assert said(of, NORGE) == (
        "M.1 «Tittel M.1» mangler fra 6 av 11 kontorer og fylker: 4 i Agder, 1 i Oslo og Svalbard"
    )
    assert [(one.name, one.text) for one in late_below(of, (NORGE,), "nb")] == [
        ("Agder", "4 enheter"),
        ("Oslo", "1 enhet"),
        ("Svalbard", "M.1"),
    ]
    of = edition(late=range(2, 8), codes=("M.1", "M.2"))
    assert said(of, AGDER_ITSELF) == (
        "M.1 «Tittel M.1» og M.2 «Tittel M.2» mangler fra 6 av 7 kontorer: se «Har ikke levert»"
    )
    assert said(of, AGDER_ITSELF, "en").endswith(" missing from 6 of 7 units: see “Not reported”")
    assert [(one.name, one.text) for one in late_below(of, (AGDER_ITSELF,), "nb")] == [
        (f"A{n}", "M.1, M.2") for n in range(1, 7)
    ]


def test_a_list_has_those_that_are_late_with_any_indicator_the_most_first():
    """M.1 lacks six of Agder's, M.2 one of Oslo's: the list of the county has both indicators of A1."""
    late = {"M.1": tuple(range(2, 8)), "M.2": (2, 12)}
    of = edition(late, hidden={"M.1": (), "M.2": ()}, codes=("M.1", "M.2"))
    assert [(one.name, one.text) for one in late_below(of, (AGDER_ITSELF,), "nb")][:2] == [
        ("A1", "M.1, M.2"),
        ("A2", "M.1"),
    ]
    assert [(one.name, one.text) for one in late_below(of, (NORGE,), "nb")] == [
        ("Agder", "6 enheter"),
        ("Oslo", "1 enhet"),
    ]


def test_where_one_that_is_late_is_hidden_they_are_counted_and_nobody_is_named():
    """A1 and A2 are late with both, and A2's figure of M.2 is hidden: beside the names of M.1, «A1 og 1 til» of M.2
    would name A2. Nor has the list that indicator."""
    of = edition({"M.1": (2, 3), "M.2": (2, 3)}, hidden={"M.1": (), "M.2": (3,)}, codes=("M.1", "M.2"))
    assert said(of, AGDER_ITSELF) == (
        "M.1 «Tittel M.1» mangler fra 2 av 7 kontorer: A1 og A2; M.2 «Tittel M.2» mangler fra 2 av 7 kontorer "
        "(hvilke, vises ikke)"
    )
    assert undelivered(of, "M.2", AGDER_ITSELF, OCTOBER) == (2,)
    six = tuple(range(2, 8))
    of = edition({"M.1": six, "M.2": six}, hidden={"M.1": (), "M.2": (3,)}, codes=("M.1", "M.2"))
    assert [one.text for one in late_below(of, (AGDER_ITSELF,), "nb")] == ["M.1"] * 6
    assert late_below(edition(late=range(2, 9), hidden=(3,)), (AGDER_ITSELF,), "nb") == ()
    unnamed = "M.1 «Tittel M.1» mangler fra 1 av 7 kontorer (hvilke, vises ikke)"
    assert said(edition(late=(2,), hidden=(2,)), AGDER_ITSELF) == unnamed


def test_where_more_are_late_than_are_counted_nobody_is_named():
    """Of a quotient the units may be counted on one side: two lack the other, and one is counted."""
    of = edition(late=(2, 3))
    of.cell = lambda *_: cell(Status.GREEN, covered=6, expected=7)
    assert said(of, AGDER_ITSELF) == "M.1 «Tittel M.1» mangler fra 1 av 7 kontorer (hvilke, vises ikke)"


def test_of_a_unit_that_the_edition_holds_a_part_of_nobody_is_named():
    """An office's edition has its county's figures, and none of the other offices."""
    of = edition(late=(2, 3), is_own=False)
    assert said(of, AGDER_ITSELF) == "M.1 «Tittel M.1» mangler fra 2 av 7 kontorer (hvilke, vises ikke)"
    assert late_below(of, (AGDER_ITSELF,), "nb") == ()


def test_indicators_that_different_units_lack_are_told_apart():
    of = edition(
        {"M.1": (2,), "M.2": (3,), "M.3": (2,)}, hidden={"M.1": (), "M.2": (), "M.3": ()}, codes=("M.1", "M.2", "M.3")
    )
    assert said(of, AGDER_ITSELF) == (
        "M.1 «Tittel M.1» og M.3 «Tittel M.3» mangler fra 1 av 7 kontorer: A1; "
        "M.2 «Tittel M.2» mangler fra 1 av 7 kontorer: A2"
    )


NOT_READY, MISSING = (cell(Status.NONE, state=state) for state in (State.NOT_READY, State.MISSING))


def awaited(of, node, language="nb"):
    (text,) = (p.text for p in summary(of, node, language) if p.kind.startswith(("not_", "missing")))
    return text


@pytest.mark.parametrize(
    ("late", "spec", "nb", "en"),
    [
        (
            NOT_READY,
            None,
            "Enhetens egne tall for oktober er ikke levert (ikke klare ennå): ",
            "The unit's own figures for October not reported (not ready yet): ",
        ),
        (
            MISSING,
            None,
            "Enhetens egne tall for oktober er ikke levert: ",
            "The unit's own figures for October not reported: ",
        ),
        (
            NOT_READY,
            BY_OFFICES,
            "Enheten selv har ikke levert for oktober: ",
            "The unit itself has not reported for October: ",
        ),
        (
            MISSING,
            BY_OFFICES,
            "Enheten selv har ikke levert for oktober: ",
            "The unit itself has not reported for October: ",
        ),
    ],
)
def test_a_units_own_card_says_that_it_is_late_itself_where_it_enters_the_figures(late, spec, nb, en):
    of = edition(late=(2,), codes=("M.1", "M.2"), spec=spec)
    of.cell = lambda *_: late
    assert awaited(of, 2) == f"{nb}M.1 «Tittel M.1»; M.2 «Tittel M.2»."
    assert awaited(of, 2, "en") == f"{en}M.1 “Tittel M.1”; M.2 “Tittel M.2”."


def test_a_role_of_another_level_does_not_make_a_unit_late_itself():
    """Leaders are at offices: what Svalbard, a county, lacks, somebody else may have to enter; and where one of two
    sources is delivered, it is not said that the unit is late."""
    of = edition(late=(SVALBARD,), spec=BY_OFFICES)
    of.cell = lambda *_: MISSING
    assert awaited(of, SVALBARD) == "Enhetens egne tall for oktober er ikke levert: M.1 «Tittel M.1»."
    of.spec = replace(BY_OFFICES, sources={"tall": replace(BY_OFFICES.sources["tall"], entered_by="")})
    assert awaited(of, 2) == "Enhetens egne tall for oktober er ikke levert: M.1 «Tittel M.1»."


def test_a_card_above_one_unit_says_that_it_is_that_one():
    """A county whose one office is late has its figure missing, as a whole; where it is hidden which, or several are,
    nobody is named."""
    for hidden, text in (
        ((), "Ikke klart ennå for oktober: M.1 «Tittel M.1» og M.2 «Tittel M.2» fra A1."),
        ((2,), "Ikke klart ennå for oktober: M.1 «Tittel M.1»; M.2 «Tittel M.2»."),
    ):
        of = edition(late=(2,), hidden=hidden, codes=("M.1", "M.2"))
        of.cell = lambda *_: NOT_READY
        assert awaited(of, AGDER_ITSELF) == text
    several = edition(late=(2, 3))
    several.cell = lambda *_: MISSING
    assert awaited(several, AGDER_ITSELF, "en") == "Not reported for October: M.1 “Tittel M.1”."
    entered = edition(late=(2,), spec=BY_OFFICES)
    entered.cell = lambda *_: NOT_READY
    assert awaited(entered, AGDER_ITSELF) == "Ikke levert for oktober: M.1 «Tittel M.1» fra A1."


def of_earlier_months(late, hidden=(), codes=("M.1",), whole=False):
    """The country in October, when all have delivered; `late`: the nodes that lacked the figure, by earlier month.
    `whole`: a unit above has no figure of its own where any lacks."""
    of = edition(late=(), codes=codes)
    months = tuple(OCTOBER - back for back in (3, 2, 1, 0))
    lowest = {*AGDER, *OSLO, SVALBARD}

    def at_month(_code, node, month=None, _category=0):
        gone = late.get(month, ())
        below = [at for at in lowest if node in of.structure.upward(at)]
        lacking = [at for at in below if at in gone]
        if lacking and (whole or node in lowest):
            return cell(Status.NONE, state=State.MISSING, hidden=node in hidden)
        partial = Undecided.PARTIAL if month in (None, OCTOBER) else Undecided.NO
        return cell(Status.NONE, undecided=partial, covered=len(below) - len(lacking), expected=len(below))

    of.months, of.cell = months, at_month
    of.lacks_figure = lambda _code, at, month: at in late.get(month, ()) and at not in hidden
    return of


def of_the_year(of, node, language="nb"):
    return next(p.rest for p in summary(of, node, language) if p.kind == "undecided_partial")


AUGUST, SEPTEMBER = OCTOBER - 2, OCTOBER - 1


def test_a_card_says_whose_figures_an_earlier_month_lacks():
    """A1 and A3 lack August, A1 September too: two months of different units stand apart. A1's own card says
    that it is its own; one above it that is made of A1's figure says that it is A1."""
    of = of_earlier_months({AUGUST: (2, 4), SEPTEMBER: (2,)})
    assert of_the_year(of, AGDER_ITSELF) == (
        "M.1 «Tittel M.1» mangler for august fra 2 av 7 kontorer: A1 og A3; "
        "M.1 «Tittel M.1» mangler for september fra 1 av 7 kontorer: A1"
    )
    assert of_the_year(of, 2) == "M.1 «Tittel M.1» mangler for august og september fra enheten selv"
    both = of_earlier_months({AUGUST: (2,), SEPTEMBER: (2,)}, codes=("M.1", "M.2"))
    assert of_the_year(both, AGDER_ITSELF, "en") == (
        "M.1 “Tittel M.1” and M.2 “Tittel M.2” missing for August and September from 1 of 7 units: A1"
    )
    alone = of_earlier_months({AUGUST: (2,)}, whole=True)
    alone_cell = alone.cell
    alone.cell = lambda *at: replace(alone_cell(*at), covered=0, expected=1)
    assert of_the_year(alone, AGDER_ITSELF) == "M.1 «Tittel M.1» mangler for august fra A1"


def test_what_lacks_the_month_too_is_told_with_its_earlier_ones_apart():
    """A1 lacks October and August: October's sentence is of October, and August is told with what the year lacks."""
    of = of_earlier_months({AUGUST: (2,), OCTOBER: (2,)})
    of_month = of.cell
    of.cell = lambda code, node, month=None, category=0: of_month(code, node, month or OCTOBER, category)
    (october,) = (p.text for p in summary(of, AGDER_ITSELF, "nb") if p.kind == "lacking_undecided")
    assert october == (
        "Ikke alle har levert for oktober, og status er ikke avgjort: M.1 «Tittel M.1» mangler fra 1 av 7 kontorer: A1."
    )
    assert of_the_year(of, AGDER_ITSELF) == "M.1 «Tittel M.1» mangler for august fra 1 av 7 kontorer: A1"


def test_of_many_that_lack_an_earlier_month_the_first_are_named():
    """The list further down is of the edition's own month: the sentence does not point to it."""
    of = of_earlier_months({AUGUST: range(2, 8)})
    assert of_the_year(of, AGDER_ITSELF) == (
        "M.1 «Tittel M.1» mangler for august fra 6 av 7 kontorer: A1, A2, A3, A4, A5 og 1 til"
    )


def test_where_all_lack_an_earlier_month_nobody_needs_to_be_named():
    of = of_earlier_months({AUGUST: range(2, 9)})
    assert of_the_year(of, AGDER_ITSELF) == "M.1 «Tittel M.1» mangler for august fra alle 7 kontorer"
    assert of_the_year(of, AGDER_ITSELF, "en") == "M.1 “Tittel M.1” missing for August from all 7 units"


def test_where_one_that_lacked_an_earlier_month_is_hidden_nobody_is_named():
    of = of_earlier_months({AUGUST: (2, 4)}, hidden=(4,))
    assert (
        of_the_year(of, AGDER_ITSELF) == "M.1 «Tittel M.1» mangler for august fra 2 av 7 kontorer (hvilke, vises ikke)"
    )
    of.is_own = lambda _node: False
    assert (
        of_the_year(of, AGDER_ITSELF) == "M.1 «Tittel M.1» mangler for august fra 2 av 7 kontorer (hvilke, vises ikke)"
    )


def test_many_branches_are_counted():
    """Nine counties with an office each that is late: three are named, and the rest counted."""
    units = [UnitKey("kontor", f"K{n}") for n in range(9)]
    counties = [Node("", UnitKey("fylke", f"{n}"), f"Fylke {n}", 0, 1, (n,)) for n in range(9)]
    offices = [Node("", unit, unit.code, 1 + n, 2, (n,)) for n, unit in enumerate(units)]
    nodes = (Node("", UnitKey("land", "NO"), "Norge", None, 0, tuple(range(9))), *counties, *offices)
    of = edition(late=range(10, 19))
    of.structure = Structure((), tuple(units), nodes)
    of.cell = lambda *_: cell(Status.GREEN, covered=0, expected=9)
    assert said(of, 0).endswith(" mangler fra 9 av 9 kontorer: 1 i Fylke 0, 1 i Fylke 1, 1 i Fylke 2 og 6 i 6 andre")


def test_what_is_missing_and_not_ready_is_late_and_nothing_else(small):
    """On every indicator and lowest unit of an agency: the state says it, where nothing hides it."""
    seen = set()
    for one in small.spec.indicators:
        for at in range(len(small.structure.nodes)):
            for month in (small.period, small.period - 5):
                here = small.cell(one.code, at, month)
                assert small.lacks_figure(one.code, at, month) == (
                    not here.month.hidden and here.month.state in (State.NOT_READY, State.MISSING)
                )
                seen.add((here.month.state, here.month.hidden))
    assert {(State.NOT_READY, False), (State.VALUE, True), (State.VALUE, False)} <= seen


def test_every_late_unit_of_an_agency_is_named_or_counted_on_the_card_above_it(small):
    """What the sentences and the list of a card name are the units whose own card lacks the figure, and no others."""
    found = 0
    for node in range(len(small.structure.nodes)):
        for one in small.indicators_at(node):
            here = small.cell(one.code, node)
            late = undelivered(small, one.code, node, small.period)
            if here.expected > 1 and not here.year_to_date.hidden:
                assert len(late) <= here.expected - here.covered
                found += len(late)
            for at in late:
                assert node in small.structure.upward(at)
                assert small.cell(one.code, at).month.state in (State.NOT_READY, State.MISSING)
    assert found


def without(small, code, late):
    """The edition in which the nodes lack the indicator's figure, and those above them say how many do."""
    grid, axes = small.grids[code], small.axes
    state, covered, hidden = (list(one) for one in (grid.month.state, grid.covered, small.hidden[code]))
    for at, _ in enumerate(small.structure.nodes):
        cell_at = axes.at(at, small.period)
        below = [one for one in late if at in small.structure.upward(one)]
        covered[cell_at] = grid.expected[cell_at] - len(below) if below else grid.expected[cell_at]
        hidden[cell_at] = 0
        if at in late:
            state[cell_at] = State.NOT_READY
    changed = replace(grid, month=replace(grid.month, state=state), covered=covered)
    return replace(small, grids={**small.grids, code: changed}, hidden={**small.hidden, code: hidden})


def test_the_list_stands_on_the_page_in_the_book_and_in_the_notes_of_the_deck(small, tmp_path):
    """Seven offices are late, each in a county of its own: the country's card lists these seven, and no other has a
    list."""
    structure = small.structure
    line = structure.nodes[0].line
    lowest = [at for at, n in enumerate(structure.nodes) if n.line == line and n.unit in set(structure.leaves)]
    of_county = {structure.nodes[at].parent: at for at in lowest if structure.nodes[at].parent}
    late = list(of_county.values())[:7]
    of = without(small, "M.1", late)
    counties = sorted(structure.nodes[structure.nodes[at].parent].name for at in late)

    made = dict(pages(of, "nb"))
    lists = {name: re.search('<section class="late">.*?</section>', page, re.DOTALL) for name, page in made.items()}
    assert {name for name, found in lists.items() if found} == {"index.html", "unit-land-NO.html"}
    listed = re.findall(r'<li><a href="(.*?)">(.*?)</a>: (.*?)</li>', lists["index.html"][0])
    assert sorted((name, text) for _, name, text in listed) == [(name, "1 enhet") for name in counties]
    assert all(name in made[address] for address, name, _ in listed)

    write_workbook(of, tmp_path, "nb", ("land",))
    (book,) = (tmp_path / "workbooks").iterdir()
    sheet = openpyxl.load_workbook(book)["Har ikke levert"]
    assert sorted(tuple(c.value for c in row) for row in sheet.iter_rows(min_row=4)) == [
        (n, "1 enhet") for n in counties
    ]

    write_slides(of, tmp_path, "nb", ("land",))
    (deck,) = (tmp_path / "slides").iterdir()
    notes = Presentation(str(deck)).slides[0].notes_slide.notes_text_frame.text
    assert all(f"{name}: 1 enhet" in notes for name in counties)
