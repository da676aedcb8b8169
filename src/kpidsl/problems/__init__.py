"""What can be wrong, as values: a stable code, the place, what was found, what was expected and how to mend it.

A stage collects problems and returns them beside its result; only a border (the command line, the notebook) decides
what to do with them. Every code has a row in `catalogue` (its severity, and its message in three languages) and a
page under docs/problems/ that is also its test.
"""

from kpidsl.problems.alternatives import alternatives
from kpidsl.problems.catalogue import CATALOGUE, Entry, Severity
from kpidsl.problems.entry import LANGUAGES, Translated
from kpidsl.problems.numerals import numeral
from kpidsl.problems.problem import (
    Edit,
    Fix,
    Problem,
    SecondaryPlace,
    SourceText,
    Span,
    in_each_language,
    problem,
    refuses,
    removing,
    replacing,
)
from kpidsl.problems.render import render_concise, render_full, render_json, render_row

__all__ = [
    "CATALOGUE",
    "LANGUAGES",
    "Edit",
    "Entry",
    "Fix",
    "Problem",
    "SecondaryPlace",
    "Severity",
    "SourceText",
    "Span",
    "Translated",
    "alternatives",
    "in_each_language",
    "numeral",
    "problem",
    "refuses",
    "removing",
    "render_concise",
    "render_full",
    "render_json",
    "render_row",
    "replacing",
]
