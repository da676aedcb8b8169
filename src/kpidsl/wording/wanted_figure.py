"""What a figure that is entered by hand may be, in words."""

from __future__ import annotations

from fractions import Fraction

from kpidsl.problems import LANGUAGES, Translated, numeral
from kpidsl.wording.words import words

_KINDS = {"integer": "a_whole_number", "kroner": "an_amount"}


def wanted_figure(kind: str, bounds: tuple[Fraction, Fraction] | None) -> Translated:
    """What a figure of a column of that type, between the bounds if it has any, may be: `et helt tall, 1 til 6`."""
    of = [words(language) for language in LANGUAGES]
    what = [w[_KINDS.get(kind, "a_decimal_number")] for w in of]
    if bounds is None:
        return Translated(*what)
    low, high = map(numeral, bounds)
    parts = zip(of, what, low, high, strict=True)
    return Translated(*(w["number_between"].format(what=one, low=a, high=b) for w, one, a, b in parts))
