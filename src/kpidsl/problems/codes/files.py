"""Problem codes of files as people keep them: P09x and P100 refuse a file, D06x are listed."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

FILES: dict[str, Entry] = {
    "P090": Entry(
        "error",
        "Kolonnene til «{source}» står i rad {head}, ikke i rad {first}, som er den første med tekst.",
        "The columns of “{source}” stand in row {head}, not in row {first}, which is the first with text.",
        'Skriv header_row = {head} under [sources."{source}"] i kpidsl.toml, eller slett radene over.',
        'Write header_row = {head} under [sources."{source}"] in kpidsl.toml, or delete the rows above.',
    ),
    "P091": Entry(
        "error",
        "{count:formel|formler} i kolonner som brukes, er ikke regnet ut; den første står i kolonnen «{column}».",
        "{count:formula|formulas} in columns that are used {count:=has|have} not been computed; the first is in the column “{column}”.",
        "Åpne arbeidsboken i Excel eller LibreOffice og lagre den, eller lim inn verdiene.",
        "Open the workbook in Excel or LibreOffice and save it, or paste the values.",
    ),
    "P092": Entry(
        "error",
        "Filen blander to tegnsett: denne raden er ikke UTF-8, rad {line} er det.",
        "The file mixes two encodings: this row is not UTF-8, row {line} is.",
        'Lagre filen på nytt som UTF-8. Skal den leses som den er, skriv encoding = "cp1252" i kpidsl.toml.',
        'Save the file again as UTF-8. To read it as it is, write encoding = "cp1252" in kpidsl.toml.',
    ),
    "P093": Entry(
        "error",
        "«{file}» er {kind_nb}, og den leses ikke.",
        "“{file}” is {kind_en}, which is not read.",
        "Lagre den som .xlsx, uten passord, eller som CSV.",
        "Save it as .xlsx, without a password, or as CSV.",
    ),
    "P094": Entry(
        "error",
        "Arkene {sheets} har alle kolonnene til «{source}». Hvilket gjelder?",
        "The sheets {sheets} all have the columns of “{source}”. Which one holds?",
        'Skriv sheet = "{first}" under [sources."{source}"] i kpidsl.toml for det ene, sheet = "*" for alle under hverandre, eller skjul dem som ikke gjelder.',
        'Write sheet = "{first}" under [sources."{source}"] in kpidsl.toml for that one, sheet = "*" for all below each other, or hide those that do not hold.',
    ),
    "P095": Entry(
        "error",
        "Raden er verken UTF-8, UTF-16 eller Windows-1252: bokstavene ville blitt feil.",
        "The row is neither UTF-8, UTF-16 nor Windows-1252: its letters would be wrong.",
        'Lagre filen på nytt som UTF-8, eller oppgi tegnsettet i kpidsl.toml: encoding = "cp850", "mac_roman" eller "utf-16-le".',
        'Save the file again as UTF-8, or give the encoding in kpidsl.toml: encoding = "cp850", "mac_roman" or "utf-16-le".',
    ),
    "P096": Entry(
        "error",
        "Arket «{sheet}» har ikke kolonnen «{column}», og navnet er ingen måned.",
        "The sheet “{sheet}” lacks the column “{column}”, and its name is no month.",
        "Gi arket måneden som navn (2026-10 eller oktober 2026), legg inn kolonnen, eller skjul arket.",
        "Name the sheet by its month (2026-10 or October 2026), add the column, or hide the sheet.",
    ),
    "P097": Entry(
        "error",
        "{source}: raden med {unit_nb} er lik summen av {others_nb} i alle måneder og kolonner. Er den en sum, eller noe som ikke hører til noen enhet?",
        "{source}: the row with {unit_en} equals the sum of {others_en} in every month and column. Is it a total, or what belongs to no unit?",
        'Skriv under [sources."{source}"] i kpidsl.toml: totals = ["{cell}"] (raden utelates), eller without_unit = ["{cell}"] (den legges til i landet).',
        'Write under [sources."{source}"] in kpidsl.toml: totals = ["{cell}"] (the row is left out), or without_unit = ["{cell}"] (it is added to the country).',
    ),
    "P098": Entry(
        "error",
        "Celler er slått sammen fra denne raden til rad {last} i kolonnen «{column}».",
        "Cells are merged from this row to row {last} in the column “{column}”.",
        "Del cellene, og skriv det som gjelder, i hver rad.",
        "Unmerge the cells, and write what holds in each row.",
    ),
    "P099": Entry(
        "error",
        "Arkene {sheets} har alle kolonnene til tabellen «{source}». Hvilket gjelder?",
        "The sheets {sheets} all have the columns of the table “{source}”. Which one holds?",
        "Skjul dem som ikke gjelder, eller slett dem.",
        "Hide those that do not hold, or delete them.",
    ),
    "P100": Entry(
        "error",
        "«{unit}» er en enhet i registeret, og kan ikke være sum eller uten enhet i «{source}».",
        "“{unit}” is a unit of the register, and cannot be a total or without unit in “{source}”.",
        "Ta den ut av totals og without_unit i kpidsl.toml.",
        "Remove it from totals and without_unit in kpidsl.toml.",
    ),
    "D060": Entry(
        "warning",
        "{source}: rader som er summer, merknader eller gjentatte overskrifter, er ikke lest ({count}: {texts}).",
        "{source}: rows that are totals, notes or repeated heads are not read ({count}: {texts}).",
        "En rad med en kode fra registeret regnes aldri som sum.",
        "A row with a code of the register is never taken for a total.",
    ),
    "D061": Entry(
        "warning",
        "{source}: {count:rad|rader} har ingen enhet; de er med under «uten enhet».",
        "{source}: {count:row has|rows have} no unit; they count under “without unit”.",
        'Fyll ut enheten. Er det en sum, skriv totals = [""] under [sources."{source}"] i kpidsl.toml; skal det være slik, without_unit = [""].',
        'Fill in the unit. If it is a total, write totals = [""] under [sources."{source}"] in kpidsl.toml; if it is as it should be, without_unit = [""].',
    ),
    "D062": Entry(
        "warning",
        "{file}: bokstaver er ødelagt av et program før filen kom hit (Ã¸ for ø, eller et tegn for en tapt bokstav).",
        "{file}: letters were spoilt by a program before the file came here (Ã¸ for ø, or a sign for a lost letter).",
        "Navn og kategorier med slike bokstaver blir andre enn dem de skal være. Hent filen på nytt, og lagre den som UTF-8.",
        "Names and categories with such letters become others than they should be. Get the file again, and save it as UTF-8.",
    ),
    "D063": Entry(
        "note",
        "{source}: det skjulte arket «{sheet}» har de samme kolonnene, og er ikke lest.",
        "{source}: the hidden sheet “{sheet}” has the same columns, and is not read.",
        'Skal det leses, skriv sheet = "{sheet}" i kpidsl.toml.',
        'To read it, write sheet = "{sheet}" in kpidsl.toml.',
    ),
    "D064": Entry(
        "note",
        "{source}: arket «{sheet}» har ingen av kolonnene, og er ikke lest.",
        "{source}: the sheet “{sheet}” has none of the columns, and is not read.",
        "",
        "",
    ),
}
