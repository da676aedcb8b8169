"""Numbers in raw cells → exact scaled integers, in DuckDB's SQL; NULL where a cell is no such number, or is too large.

A number is kept with the decimals of its column (`scale`): what has more is rounded, half away from zero. In a column
of whole numbers nothing is rounded: 5,00 is five, 5,5 does not read.
"""

from __future__ import annotations

from kpidsl.engines.engine import Written
from kpidsl.project import SourceSettings

BLANK = "[ \\x{00A0}\\x{202F}]"
"""What may stand between thousands beside a full stop or a comma: a blank, a no-break or a narrow no-break one."""
_SIGN = "[-−]?"
_FIRST_GROUP = "[1-9]\\d{0,2}"
_OTHER = {",": ".", ".": ","}
_ESCAPED = {",": ",", ".": "\\."}
_WITH_EXPONENT = "-?\\d+(\\.\\d+)?e[-+]?\\d{1,2}"
"""As programs write numbers. Not with a capital E, as a spreadsheet does where digits had no room."""
AMBIGUOUS = f"{_SIGN}{_FIRST_GROUP}[.,]\\d{{3}}"
"""A number of thousands, or one with three decimals."""

NOISE = 6
"""A float's noise moves a number by less than this many decimals beyond the last one that is kept."""
_RELATIVE_NOISE = {"double": 2.0**-50, "float": 2.0**-21}


def number(cell: str, scale: int, settings: SourceSettings) -> str:
    """The number in a text cell, times 10 ** scale. Either mark may be the decimal one as far as only one reading is
    possible: what is `AMBIGUOUS` reads only where `settings.decimal` says which it is."""
    branches = [(_simple(scale), _simple_value(cell, scale))]
    if settings.decimal is None:
        branches.append((AMBIGUOUS, "NULL"))
    branches.append((_WITH_EXPONENT, _scaled(cell, scale) if scale else _whole(cell)))
    signed = f"replace({cell}, '−', '-')"
    for mark in _marks(settings):
        in_blanks = f"replace(regexp_replace({signed}, '{BLANK}', '', 'g'), '{mark}', '.')"
        in_groups = f"replace(replace({signed}, '{_OTHER[mark]}', ''), '{mark}', '.')"
        branches.append((_plain(mark, scale), _scaled(in_blanks, scale)))
        branches.append((_grouped(mark, scale), _scaled(in_groups, scale)))
    when = [f"WHEN regexp_full_match({cell}, '{form}') THEN {value}" for form, value in branches]
    return f"CASE {' '.join(when)} END"


_CLOCK = "\\d{1,4}:[0-5]\\d:[0-5]\\d([.,]\\d{1,6})?"
"""Hours, minutes and seconds."""


def length(cell: str, scale: int, seconds: int) -> str:
    """The length of time in a text cell that is written as hours, minutes and seconds (`00:04:30`), in units of so many
    seconds, times 10 ** scale; half away from zero where it is none of those. NULL where it is no such text."""
    exact, per = _millionths(cell), seconds * 10**6
    value = f"TRY_CAST(({exact} * {2 * 10**scale} + {per}) // {2 * per} AS BIGINT)"
    return f"CASE WHEN regexp_full_match({cell}, '{_CLOCK}') THEN {value} END"


def moved_length(cell: str, scale: int, seconds: int) -> str:
    """True where `length` rounds."""
    is_moved = f"({_millionths(cell)} * {10**scale}) % {seconds * 10**6} <> 0"
    return f"CASE WHEN regexp_full_match({cell}, '{_CLOCK}') THEN {is_moved} ELSE false END"


def _millionths(cell: str) -> str:
    """A length's millionths of seconds; NULL, and no error, where the cell is none."""
    part = f"str_split({cell}, ':')"
    minutes = f"(TRY_CAST({part}[1] AS HUGEINT) * 60 + TRY_CAST({part}[2] AS HUGEINT))"
    seconds = _scaled(f"replace({part}[3], ',', '.')", 6)
    return f"({minutes} * 60000000 + {seconds}::HUGEINT)"


def _marks(settings: SourceSettings) -> tuple[str, ...]:
    """What may be the decimal mark."""
    return (settings.decimal,) if settings.decimal else (",", ".")


def _simple(scale: int) -> str:
    """What nearly all cells are: never ambiguous, and read without a search for thousands."""
    if scale == 0:
        return "-?\\d{1,18}"
    decimals = "|".join("\\d" * n for n in range(1, scale + 1) if n != 3)
    return f"-?\\d{{1,12}}([.,]({decimals}))?"


def _simple_value(cell: str, scale: int) -> str:
    if scale == 0:
        return f"CAST({cell} AS BIGINT)"
    return f"CAST(CAST(replace({cell}, ',', '.') AS DECIMAL(18,{scale})) * {10**scale} AS BIGINT)"


def _plain(mark: str, scale: int) -> str:
    """Digits, perhaps with blanks between thousands, perhaps with decimals; or decimals alone (`,5`)."""
    decimals = _ESCAPED[mark] + ("\\d+" if scale else "0+")
    return f"{_SIGN}(\\d+|\\d{{1,3}}({BLANK}\\d{{3}})+)({decimals})?|{_SIGN}{decimals}"


def _grouped(mark: str, scale: int) -> str:
    """Digits with the other mark between thousands, perhaps with decimals."""
    decimals = _ESCAPED[mark] + ("\\d+" if scale else "0+")
    return f"{_SIGN}{_FIRST_GROUP}({_ESCAPED[_OTHER[mark]]}\\d{{3}})+({decimals})?"


def _scaled(text: str, scale: int) -> str:
    """The cast to a decimal number rounds half away from zero."""
    return f"TRY_CAST(TRY_CAST({text} AS DECIMAL(30,{scale})) * {10**scale} AS BIGINT)"


def _whole(text: str) -> str:
    """Of a number with an exponent, NULL where it is not whole but for a float's noise."""
    fine = f"TRY_CAST({text} AS DECIMAL(38,{2 * NOISE}))"
    is_whole = f"abs({fine} - round({fine}, 0)) <= 1e-{NOISE}::DECIMAL(18,{NOISE})"
    return f"CASE WHEN {is_whole} THEN TRY_CAST(round({fine}, 0) AS BIGINT) END"


def tells_decimal_mark(cell: str, mark: str) -> str:
    """True where the number can be read with this decimal mark alone."""
    own, other = _ESCAPED[mark], _ESCAPED[_OTHER[mark]]
    whole = f"(\\d*|\\d{{1,3}}({BLANK}\\d{{3}})+|{_FIRST_GROUP}({other}\\d{{3}})+)"
    form = f"{_SIGN}{whole}{own}\\d+|{_SIGN}{_FIRST_GROUP}({other}\\d{{3}}){{2,}}"
    ambiguous = f"{AMBIGUOUS}|{_SIGN}{_FIRST_GROUP}({own}\\d{{3}}){{2,}}"
    return f"(regexp_full_match({cell}, '{form}') AND NOT regexp_full_match({cell}, '{ambiguous}'))"


def stored_number(name: str, scale: int, written: Written) -> str:
    """The number in a column that is stored as numbers, times 10 ** scale."""
    if written == "integer":
        value = f"TRY_CAST(TRY({name}::HUGEINT * {10**scale}) AS BIGINT)"
        return value if scale else f"TRY_CAST({name} AS BIGINT)"
    if written == "decimal":
        kept = f"TRY_CAST({name} AS DECIMAL(38,{scale}))"
        value = f"TRY_CAST(TRY({kept} * {10**scale}) AS BIGINT)"
        return value if scale else f"CASE WHEN {kept} = {name} THEN {value} END"
    part, noise = _part(name, scale), _noise(name, scale, written)
    whole = f"TRY_CAST(trunc({name}::DOUBLE) AS HUGEINT) * {10**scale}"
    value = f"TRY_CAST(TRY({whole} + CAST(round({part} + sign({name}) * {noise}) AS HUGEINT)) AS BIGINT)"
    near = "" if scale else f" AND abs({part} - round({part})) <= {noise}"
    return f"CASE WHEN isfinite({name}) AND abs({name}) < 1e19{near} THEN {value} END"


def _part(name: str, scale: int) -> str:
    """What stands behind the decimal mark, counted in the last decimal that is kept: exact but for the product."""
    return f"(({name}::DOUBLE - trunc({name}::DOUBLE)) * {10**scale}.0)"


def _noise(name: str, scale: int, written: Written) -> str:
    """How far a float may lie from the number that it stands for, counted in the last decimal."""
    return f"least(0.25, greatest(1e-{NOISE}, abs({name}::DOUBLE) * {10**scale}.0 * {_RELATIVE_NOISE[written]!r}))"


def moved(cell: str, name: str, value: str, scale: int, settings: SourceSettings, written: Written) -> str:
    """True where rounding moves the number by more than a float's noise; `value` is what was read."""
    if written == "integer" or scale == 0:
        return "false"
    if written == "decimal":
        return (
            f"coalesce(abs({name} - CAST({name} AS DECIMAL(38,{scale}))) >= 1e-{scale + NOISE}::DECIMAL(38,18), false)"
        )
    if written in _RELATIVE_NOISE:
        part = _part(name, scale)
        return f"coalesce(isfinite({name}) AND abs({part} - round({part})) > {_noise(name, scale, written)}, false)"
    marks = "".join({*_marks(settings), "."})
    beyond = f"[{marks}]\\d{{{scale}}}"
    noise = f"(0+|0{{{NOISE}}}\\d*|9{{{NOISE}}}\\d*)"
    least = 1 if settings.decimal else 2
    thousands = "|".join(f"{_SIGN}{_FIRST_GROUP}({_ESCAPED[_OTHER[m]]}\\d{{3}}){{{least},}}" for m in _marks(settings))
    return (
        f"(regexp_matches({cell}, '{beyond}\\d+(e0)?$') AND NOT regexp_matches({cell}, '{beyond}{noise}(e0)?$')"
        f" AND NOT regexp_full_match({cell}, '{thousands}') AND {value} IS NOT NULL)"
    )
