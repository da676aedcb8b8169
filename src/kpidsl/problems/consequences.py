"""What becomes of a figure where the data do not hold: one word for each problem code that an edition can list."""

from __future__ import annotations

from typing import Literal

Consequence = Literal[
    "cell_missing",
    "figure_missing",
    "counted_once",
    "counted",
    "delivered",
    "derived_target",
    "first_source",
    "left_out",
    "no_target",
    "not_counted",
    "not_counted_between",
    "not_ready",
    "not_relevant",
    "nothing",
    "read_as_empty",
    "rounded",
    "row_unused",
    "stands_alone",
    "without_unit",
]
"""The words for each are `became_…` in renderers/words.toml."""

_CODES: dict[Consequence, str] = {
    "cell_missing": "D001 D080 D081 D082 D083 D085 D086 D088 D091 D092 D095 D096 D098 D099 D101 D108",
    "counted": "D008 D038 D040 D042 D044 D047 D049 D069 D087 D097 D102 D107 D109 D110 D111",
    "counted_once": "D003",
    "delivered": "D058 D059 D903",
    "derived_target": "D904",
    "figure_missing": "D004 D010 D046 D094 D901 D902 D905",
    "first_source": "D006 D007",
    "left_out": "D050 D060",
    "no_target": "D911 D912 D913",
    "not_counted": "D002 D052 D053 D054 D055 D056 D068",
    "not_counted_between": "D089 D093",
    "not_ready": "D035 D036",
    "not_relevant": "D920",
    "nothing": "D033 D034 D037 D039 D041 D048 D062 D063 D064 D065 D066 D077 D078 D079 D103 D105",
    "read_as_empty": "D090",
    "rounded": "D084",
    "row_unused": "D020 D021 D023 D024 D025 D026 D027 D028 D029 D030 D031 D032 D043 D045 D067 D070 D071 D072 D073 "
    "D074 D075 D076 D100 D106",
    "stands_alone": "D022",
    "without_unit": "D005 D009 D051 D057 D061",
}
CONSEQUENCES: dict[str, Consequence] = {code: what for what, codes in _CODES.items() for code in codes.split()}
"""By problem code. One that is not here says itself what became of the figure."""
