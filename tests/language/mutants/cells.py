"""Wrong readings of cells (pages 76b, 76c, 98b, 98c), and figures too large or below zero (39b, 15c)."""

from __future__ import annotations

import numpy as np

from kpidsl.model.state import State

from . import mutant


@mutant("comma-always-decimal", "kpidsl.sources.typed_cells:_with_decimal_mark")
def comma_always_decimal(_right):
    return lambda _engine, _source, settings: settings.model_copy(update={"decimal": ","})


@mutant("ambiguous-numbers-guessed", "kpidsl.sources.typed_cells:_with_decimal_mark")
def ambiguous_numbers_guessed(right):
    def with_decimal_mark(engine, source, settings):
        found = right(engine, source, settings)
        return found if found.decimal else found.model_copy(update={"decimal": "."})

    return with_decimal_mark


@mutant("too-many-decimals-refused", "kpidsl.engines.duckdb_typing:number")
def too_many_decimals_refused(right):
    def number(cell, scale, settings):
        long = f"regexp_matches({cell}, '[.,]\\d{{{scale + 1},}}$')"
        return f"CASE WHEN NOT {long} THEN {right(cell, scale, settings)} END"

    return number


@mutant("halves-rounded-to-even", "kpidsl.engines.duckdb_typing:number")
def halves_rounded_to_even(right):
    def number(cell, scale, settings):
        half = f"'([.,]\\d{{{max(scale, 1) - 1}}}[02468])5$'"
        return right(f"regexp_replace({cell}, {half}, '\\1')", scale, settings)

    return number


@mutant("moments-with-dots-refused", "kpidsl.engines.duckdb_typing:day")
def moments_with_dots_refused(right):
    return lambda cell: f"CASE WHEN NOT regexp_matches({cell}, '\\.\\d{{4}} ') THEN {right(cell)} END"


@mutant("short-years-of-the-last-century", "kpidsl.engines.duckdb_typing:month")
def short_years_of_the_last_century(right):
    return lambda cell, *rest: right(f"regexp_replace({cell}, '([a-z])[. -](\\d\\d)$', '\\1 19\\2')", *rest)


@mutant("zero-of-a-spreadsheet-is-a-date", "kpidsl.engines.duckdb_typing:is_plausible")
def zero_of_a_spreadsheet_is_a_date(_right):
    return lambda found: f"{found} IS NOT NULL"


@mutant("none-only-in-9999", "kpidsl.engines.duckdb_typing:is_none")
def none_only_in_9999(right):
    return lambda found, _none: right(found, ())


@mutant("sums-wrap-around", "kpidsl.scoring.leaves.arrays:integers")
def sums_wrap_around(_right):
    return lambda values, terms: np.array([(v + 2**63) % 2**64 - 2**63 for v in values], dtype=np.int64)


@mutant("negative-denominators-divided", "kpidsl.scoring.nodes.additive:over_nothing")
def negative_denominators_divided(_right):
    def over_nothing(nodes):
        nodes.state[(nodes.state == State.VALUE) & (nodes.denominator == 0)] = State.NOT_RELEVANT

    return over_nothing


@mutant("negative-durations", "kpidsl.planning.plan:without_early_ends")
def negative_durations(_right):
    return lambda formula: formula


@mutant("declared-starts-unheard", "kpidsl.planning.date_pairs:_declared_starts")
def declared_starts_unheard(_right):
    return lambda _spec: ()


@mutant("early-ends-emptied", "kpidsl.engines.duckdb_rows:DuckDBRows.early_ends")
def early_ends_emptied(right):
    def early_ends(self, source, settings, pairs, listed):
        found = right(self, source, settings, pairs, listed)
        for start, end in pairs:
            self.connection.execute(f'UPDATE {self._typed(source)} SET "{end}" = NULL WHERE "{end}" < "{start}"')
        return found

    return early_ends


@mutant("fractions-as-they-stand", "kpidsl.engines.duckdb_typing:_scale")
def fractions_as_they_stand(_right):
    return lambda column, _settings: column.decimals
