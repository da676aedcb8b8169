"""What is done by a shorter way than the library's comes out as the library has it."""

import csv
from io import StringIO

from hypothesis import example, given
from hypothesis import strategies as st

from kpidsl.rendering.machine.csv_files import _field
from kpidsl.rendering.shown.charts import _least_and_most
from kpidsl.rendering.shown.csv_cells import safe


@given(st.lists(st.fractions(), min_size=1))
def test_the_least_and_the_most_are_those_of_the_fractions(values):
    assert _least_and_most(values) == (min(values), max(values))


@given(st.text(alphabet=st.sampled_from("aZ09._-=+@;,\"'\t\r\n æ\u2028")))
@example("")
@example("1.5")
@example("-1.5")
@example("1\n")
@example("a\r")
def test_a_field_is_as_the_csv_module_writes_it(text):
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow((safe(text), "last"))
    assert _field(text) + ",last\n" == line.getvalue()
