"""The slips of a month's run: what is done to the files of month.py, what is then said, and what the figures are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .month import MONTHS, PERIOD

Edit = Callable[[Path], None]
Cells = Mapping[tuple[str, str], str]
"""By indicator and unit: the value or the state, and `!` where it is partial."""

OWN = {
    ("S.1", "0102"): "75", ("R.1", "0102"): "900.5", ("R.1", "01"): "1801", ("P.1", "0102"): "2", ("P.1", "01"): "4",
    ("P.2", "0102"): "1", ("P.3", "0102"): "100", ("A.1", "0101"): "75", ("A.1", "NO"): "75", ("S.1", "NO"): "75",
}  # fmt: skip
"""What the clean month has, of the cells that a slip may change."""
NO_ROW = {("S.1", "0102"): "not_ready", ("S.1", "NO"): "75!"}
"""S.1 of 0102 is not delivered: its parents are partial, and still 75 %."""
WITHOUT_FIGURE = {("S.1", "0102"): "missing", ("S.1", "NO"): "75!"}
ANY = "any"
"""A cell that a language page settles (98d-an-end-before-its-start), not this test."""
LESS_A_CASE = {("P.1", "0102"): "1", ("P.1", "01"): "3"}


@dataclass(frozen=True)
class Slip:
    """What is done to the files; the codes that are given, the exit code, the file a message names and a word it has
    (empty: of no file), and the cells that then differ from `OWN` (none at all where the run is refused)."""

    edit: Edit
    codes: str
    exit: int
    file: str
    word: str = ""
    cells: Cells = field(default_factory=dict)
    period: str = PERIOD


def change(file: str, old: str, new: str, everywhere: bool = False) -> Edit:
    def edit(root: Path) -> None:
        path = next(p for p in (root / "data" / file, root / "spec" / file) if p.exists())
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, -1 if everywhere else 1), encoding="utf-8")

    return edit


def add(file: str, line: str) -> Edit:
    def edit(root: Path) -> None:
        with (root / "data" / file).open("a", encoding="utf-8") as opened:
            opened.write(line + "\n")

    return edit


def write(file: str, text: str) -> Edit:
    def edit(root: Path) -> None:
        (root / file).write_text(text, encoding="utf-8")

    return edit


def remove(file: str) -> Edit:
    return lambda root: (root / "data" / file).unlink()


def rename(old: str, new: str) -> Edit:
    def edit(root: Path) -> None:
        (root / "data" / old).rename(root / "data" / new)

    return edit


def copy(old: str, new: str) -> Edit:
    return lambda root: write(f"data/{new}", (root / "data" / old).read_text(encoding="utf-8"))(root)


def repeat(file: str) -> Edit:
    """Every row once more."""

    def edit(root: Path) -> None:
        path = root / "data" / file
        text = path.read_text(encoding="utf-8")
        path.write_text(text + text.partition("\n")[2], encoding="utf-8")

    return edit


def drop(file: str, part: str) -> Edit:
    """Every row with that part in it."""

    def edit(root: Path) -> None:
        path = root / "data" / file
        rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        assert any(part in row for row in rows)
        path.write_text("".join(row for row in rows if part not in row), encoding="utf-8")

    return edit


def monthly(month: str, old: str, new: str) -> Edit:
    """The figures as a file a month, one of them changed."""

    def edit(root: Path) -> None:
        path = root / "data" / "tall.csv"
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        path.unlink()
        (root / "data" / "tall").mkdir()
        for one in MONTHS:
            text = "\n".join([head, *(row for row in rows if f";{one};" in row)]) + "\n"
            assert one != month or old in text
            (root / "data" / "tall" / f"{one}.csv").write_text(text.replace(old, new) if one == month else text)

    return edit


def both(first: Edit, second: Edit) -> Edit:
    def edit(root: Path) -> None:
        first(root)
        second(root)

    return edit


def put_away(month: str, folder: str) -> Edit:
    """The file of the month in a folder within that of the source."""

    def edit(root: Path) -> None:
        (root / "data" / "tall" / folder).mkdir()
        (root / "data" / "tall" / f"{month}.csv").rename(root / "data" / "tall" / folder / f"{month}.csv")

    return edit


ROW, CASE = "0102;2026-10;75;100", "1001021;0102;2026-10-01;2026-10-20"
EVENT, PERSON = "010101010000;0101;2026-10-15", "010101010000;0101;2026-10\n"
TARGET = "S.1,kontor,0101,statlig,60,%,2026-01-01,"
OFFICE = "0102,Halden,kontor,statlig,01,,"
SLIPS = {
    # rows
    "a late office": Slip(change("tall.csv", ROW + "\n", ""), "D036", 0, "", "0102", NO_ROW),
    "a late office of amounts": Slip(
        change("regnskap.csv", "0102;2026-10;900,50\n", ""),
        "D036",
        0,
        "",
        "0102",
        {("R.1", "0102"): "not_ready", ("R.1", "01"): "900.5!"},
    ),
    "a late office of persons": Slip(
        drop("brukere.csv", ";0102;2026-10"),
        "D036",
        0,
        "",
        "0102",
        {("A.1", "0102"): "not_ready", ("A.1", "01"): "75!", ("A.1", "NO"): "75!"},
    ),
    "events with a head alone": Slip(
        write("data/samtaler.csv", "person_id;kontor_nr;holdt\n"),
        "D037",
        0,
        "samtaler.csv",
        "hode",
        {("A.1", "0101"): "not_ready", ("A.1", "NO"): "not_ready"},
    ),
    "assessments with a head alone": Slip(
        write("data/risikovurderinger.csv", "indicator;unit;line;period;risk;reason;by;on\n"),
        "D037",
        0,
        "risikovurderinger.csv",
        "hode",
    ),
    "a file with a head alone": Slip(
        write("data/tall.csv", "kontor_nr;periode;ja;alle\n"),
        "D037",
        0,
        "tall.csv",
        "tall.csv",
        {("S.1", "0102"): "not_ready", ("S.1", "NO"): "not_ready"},
    ),
    "a missing file": Slip(remove("regnskap.csv"), "P003", 1, "", "regnskap.csv"),
    "a file of another name": Slip(rename("regnskap.csv", "Regnskap okt.csv"), "P003", 1, "", "regnskap.csv"),
    "an older Excel book": Slip(rename("maal.csv", "maal.xls"), "P093", 1, "maal.xls", ".xlsx"),
    "a packed file": Slip(rename("regnskap.csv", "regnskap.csv.gz"), "P093", 1, "regnskap.csv.gz", ".xlsx"),
    "a missing column": Slip(change("regnskap.csv", "brukt", "beløp"), "P019", 1, "regnskap.csv", "beløp"),
    "a column misspelt in one month": Slip(monthly("2026-10", "alle", "Alle svar"), "P019", 1, "2026-10.csv", "alle"),
    "the month a second time as a copy": Slip(
        lambda root: (monthly("2026-10", "ja", "ja")(root), copy("tall/2026-10.csv", "tall/2026-10 - Kopi.csv")(root))[
            0
        ],
        "P055",
        1,
        "2026-10.csv",
        "Kopi",
    ),
    "a copy that is not read": Slip(copy("tall.csv", "tall - Kopi.csv"), "D065", 0, "tall - Kopi.csv", "tall"),
    "a key twice": Slip(add("tall.csv", "0102;2026-10;70;100"), "D004", 3, "tall.csv", "kontor_nr", WITHOUT_FIGURE),
    "the same row twice": Slip(add("tall.csv", ROW), "D003", 0, "tall.csv", "1"),
    "every event twice": Slip(repeat("samtaler.csv"), "D069", 0, "samtaler.csv", "120"),
    "a number that may be two": Slip(
        change("tall.csv", ROW, ROW[:-3] + "1.000"), "D080", 3, "tall.csv", "", WITHOUT_FIGURE
    ),
    "about": Slip(change("tall.csv", ROW, "0102;2026-10;ca. 75;100"), "D001", 3, "tall.csv", "ja", WITHOUT_FIGURE),
    "below zero": Slip(change("tall.csv", ROW, "0102;2026-10;-75;100"), "D086", 3, "tall.csv", "ja", WITHOUT_FIGURE),
    "more than all": Slip(change("tall.csv", ROW, "0102;2026-10;175;100"), "D901", 3, "", "0102", WITHOUT_FIGURE),
    "columns swapped": Slip(
        change("tall.csv", "ja;alle", "alle;ja"),
        "D901",
        3,
        "",
        "S.1",
        {("S.1", "0102"): "missing", ("S.1", "NO"): "missing"},
    ),
    "a mark that nobody declared": Slip(change("tall.csv", ROW, "0102;2026-10;*;100"), "P017", 1, "tall.csv", "*"),
    "fewer than four": Slip(change("tall.csv", ROW, "0102;2026-10;<4;100"), "P017", 1, "tall.csv", "<4"),
    "an error of a formula": Slip(
        change("regnskap.csv", "0102;2026-10;900,50", "0102;2026-10;#DIV/0!"),
        "D001",
        3,
        "regnskap.csv",
        "brukt",
        {("R.1", "0102"): "missing", ("R.1", "01"): "900.5!"},
    ),
    "a decimal comma in a file of commas": Slip(
        change("tall.csv", ROW, "0102;2026-10;7;5;100"), "P014", 1, "tall.csv", "5"
    ),
    "a lost zero": Slip(change("tall.csv", ROW, ROW[1:]), "D005 D036", 3, "", "0102?", NO_ROW),
    "lost zeros": Slip(change("tall.csv", "\n0", "\n", everywhere=True), "P018 D005", 1, "tall.csv", "0101?"),
    "an unknown office": Slip(change("tall.csv", ROW, "0199" + ROW[4:]), "D005 D036", 3, "", "0199", NO_ROW),
    "a figure left out": Slip(
        change("tall.csv", ROW, "0102;2026-10;;100"), "D098", 0, "tall.csv", "ja", WITHOUT_FIGURE
    ),
    "a row without unit": Slip(change("tall.csv", ROW, ROW[4:]), "D061 D036", 0, "tall.csv", "", NO_ROW),
    "a total": Slip(add("tall.csv", "I alt;2026-10;300;400"), "D060", 0, "tall.csv", "I alt"),
    "a note under the table": Slip(add("tall.csv", "Kilde: Arena"), "D060", 0, "tall.csv", "Kilde"),
    "a county's row that is less than its offices'": Slip(
        add("tall.csv", "01;2026-10;10;200"), "D902", 3, "", "01", {}
    ),
    "a month that does not exist": Slip(
        change("tall.csv", ROW, "0102;2026-13;75;100"), "D091 D036", 3, "tall.csv", "", NO_ROW
    ),
    "a row of 2062": Slip(
        change("tall.csv", ROW, "0102;2062-10;75;100"), "D008 D036", 0, "tall.csv", "2062-10", NO_ROW
    ),
    "a row without month": Slip(change("tall.csv", ROW, "0102;;75;100"), "D067 D036", 3, "tall.csv", "periode", NO_ROW),
    "decided before received": Slip(
        change("saker.csv", CASE, "1001021;0102;2026-10-21;2026-10-10"),
        "D089",
        3,
        "saker.csv",
        "mottatt",
        {("P.1", "0102"): ANY, ("P.1", "01"): ANY},
    ),
    "decided in 2206": Slip(
        change("saker.csv", CASE, CASE[:-10] + "2206-10-20"),
        "D088",
        3,
        "saker.csv",
        "avgjort",
        {**LESS_A_CASE, ("P.3", "0102"): "75"},
    ),
    "decided in 2062": Slip(
        change("saker.csv", CASE, CASE[:-10] + "2062-10-20"),
        "D008",
        0,
        "saker.csv",
        "2062-10",
        {**LESS_A_CASE, ("P.3", "0102"): ANY},
    ),
    "received in 2062": Slip(
        change("saker.csv", CASE, "1001021;0102;2062-10-01;"), "D008", 0, "saker.csv", "2062-10", LESS_A_CASE
    ),
    "received in 1899": Slip(
        change("saker.csv", CASE, "1001021;0102;1899-12-30;2026-10-20"), "D088", 3, "saker.csv", "mottatt"
    ),
    "an American date": Slip(
        change("saker.csv", CASE, "1001021;0102;10/11/2026;2026-10-20"), "D081", 3, "saker.csv", "mottatt"
    ),
    "the 31st of February": Slip(
        change("saker.csv", CASE, "1001021;0102;31.02.2026;2026-10-20"), "D081", 3, "saker.csv"
    ),
    "a case without a number": Slip(
        change("saker.csv", "1001021;", ";"), "D067", 3, "saker.csv", "sak_id", LESS_A_CASE
    ),
    "a case not dated": Slip(change("saker.csv", CASE, "1001021;0102;;2026-10-20"), "D068", 0, "saker.csv", "mottatt"),
    "a case's number twice": Slip(
        change("saker.csv", "1001021;0102;", "1001022;0102;"),
        "D004",
        3,
        "saker.csv",
        "sak_id",
        {("P.1", "0102"): "0", ("P.1", "01"): "2", ("P.2", "0102"): "0"},
    ),
    "a word in other letters": Slip(
        change(
            "saker.csv",
            CASE[:6] + "2;0102;2026-10-01;2026-10-20;klage",
            CASE[:6] + "2;0102;2026-10-01;2026-10-20;Klage",
        ),
        "D052",
        3,
        "",
        "Klage",
        {("P.2", "0102"): "0"},
    ),
    "a word that no row has": Slip(
        change("saker.csv", "klage", "klager", everywhere=True), "D053", 3, "", "klager", {("P.2", "0102"): "0"}
    ),
    "an event without its person": Slip(
        change("samtaler.csv", EVENT, ";" + EVENT.partition(";")[2]),
        "D068",
        0,
        "samtaler.csv",
        "person_id",
        {("A.1", "0101"): "50", ("A.1", "NO"): "68.75"},
    ),
    "an event without a date": Slip(
        change("samtaler.csv", EVENT, EVENT[:-10]),
        "D068",
        0,
        "samtaler.csv",
        "holdt",
        {("A.1", "0101"): "50", ("A.1", "NO"): "68.75"},
    ),
    "persons that lost their zeros": Slip(
        change("samtaler.csv", "\n0", "\n", everywhere=True), "P018 D055", 1, "samtaler.csv", "brukere"
    ),
    # the register
    "no register": Slip(remove("enheter.csv"), "P047", 1, "endringer.csv", "register"),
    "a county that is its own parent": Slip(
        change("enheter.csv", "01,Østfold,fylke,statlig,NO", "01,Østfold,fylke,statlig,01"),
        "P039",
        1,
        "enheter.csv",
        "01",
    ),
    "a circle": Slip(change("enheter.csv", "statlig,,,\n01", "statlig,01,,\n01"), "P039", 1, "enheter.csv", "NO"),
    "a kind that is no level": Slip(
        change("enheter.csv", "0202,Grimstad,kontor", "0202,Grimstad,avdeling"), "D034", 0, "enheter.csv", "avdeling"
    ),
    "an unknown parent": Slip(
        change("enheter.csv", OFFICE, OFFICE.replace(",01,", ",99,")), "P039", 1, "enheter.csv", "99"
    ),
    "an office of nobody": Slip(
        change("enheter.csv", OFFICE, OFFICE.replace(",01,", ",,")),
        "D022",
        3,
        "enheter.csv",
        "0102",
        {("R.1", "01"): "900.5", ("P.1", "01"): "2"},
    ),
    "it ends before it begins": Slip(
        change("enheter.csv", OFFICE, "0102,Halden,kontor,statlig,01,2026-08-01,2026-02-01"),
        "P045",
        1,
        "enheter.csv",
        "2026-08-01",
    ),
    "an office twice": Slip(add("enheter.csv", OFFICE), "P038", 1, "enheter.csv", "0102"),
    "an office without a code": Slip(change("enheter.csv", OFFICE, OFFICE[4:]), "P051", 1, "enheter.csv", "unit"),
    "a line misspelt": Slip(
        change("enheter.csv", OFFICE, OFFICE.replace("statlig", "statlg")), "P030", 1, "enheter.csv", "statlig"
    ),
    "figures of a closed office": Slip(
        change("enheter.csv", "0201,Arendal,kontor,statlig,02,,", "0201,Arendal,kontor,statlig,02,,2026-06-30"),
        "D038",
        0,
        "",
        "0201",
    ),
    "figures from before it opened": Slip(
        change("enheter.csv", "0201,Arendal,kontor,statlig,02,,", "0201,Arendal,kontor,statlig,02,2026-08-01,"),
        "D038",
        0,
        "",
        "0201",
    ),
    "an office left out": Slip(
        change("enheter.csv", "0201,Arendal,kontor,statlig,02,,\n", ""), "P018 D005", 1, "", "0201"
    ),
    "two encodings in one file": Slip(
        lambda root: (
            (root / "data" / "enheter.csv").write_bytes(
                (root / "data" / "enheter.csv").read_bytes() + "0203,Ås,kontor,statlig,02,,\n".encode("cp1252")
            )
            and None
        ),
        "P092",
        1,
        "enheter.csv",
        "UTF-8",
    ),
    # targets
    "a target of no indicator": Slip(change("maal.csv", TARGET, "S.9" + TARGET[3:]), "D024", 3, "maal.csv", "S.1"),
    "a code without its point": Slip(change("maal.csv", TARGET, "S1" + TARGET[3:]), "D024", 3, "maal.csv", "S.1"),
    "a target of no unit": Slip(
        change("maal.csv", TARGET, TARGET.replace("0101", "0999")), "D024", 3, "maal.csv", "0999"
    ),
    "a target's unit without its zero": Slip(
        change("maal.csv", TARGET, TARGET.replace("0101", "101")), "D024", 3, "maal.csv", "0101"
    ),
    "a target in days for a share": Slip(
        change("maal.csv", TARGET, TARGET.replace("%", "dager")), "D029", 3, "maal.csv", "dager"
    ),
    "a target of a fraction": Slip(
        change("maal.csv", TARGET, TARGET.replace("60", "0.6")), "D044", 0, "maal.csv", "133"
    ),
    "a target over a hundred": Slip(
        change("maal.csv", TARGET, TARGET.replace("60", "160")), "D020", 3, "maal.csv", "100"
    ),
    "a target's decimal comma": Slip(
        change("maal.csv", TARGET, TARGET.replace("60", "60,5")), "P014", 1, "maal.csv", "11"
    ),
    "a target that is two numbers": Slip(
        change("maal.csv", TARGET, TARGET.replace("60", "3/4")), "D028", 3, "maal.csv", "3/4"
    ),
    "a target within a month": Slip(
        change("maal.csv", TARGET, TARGET.replace("01-01", "01-15")), "D026", 3, "maal.csv", "2026-01-15"
    ),
    "a target from 2062": Slip(
        change("maal.csv", TARGET, TARGET.replace("2026", "2062")), "D049", 0, "maal.csv", "2062-01"
    ),
    "a target twice": Slip(
        add("maal.csv", TARGET.replace("60", "65") + ",2025-12-01,Brevet"), "P034", 1, "maal.csv", "0101"
    ),
    "a line that the agency does not have": Slip(
        change("maal.csv", TARGET, TARGET.replace("statlig", "kommunal")), "D024", 3, "maal.csv", "kommunal"
    ),
    "targets of another name": Slip(rename("maal.csv", "maaltall.csv"), "D065", 0, "maaltall.csv", "måltall"),
    "a table's name cut short": Slip(rename("enheter.csv", "enhet.csv"), "D065 P047", 1, "enhet.csv", "enheter"),
    "an older book beside the file": Slip(copy("tall.csv", "tall.xls"), "D079", 0, "tall.xls", "tall.csv"),
    "a month sent as text among the others": Slip(
        both(monthly("2026-10", "", ""), rename("tall/2026-10.csv", "tall/2026-10.txt")), "P093", 1, "2026-10.txt"
    ),
    "a year in a folder of its own": Slip(
        both(monthly("2026-10", "", ""), put_away(MONTHS[0], "arkiv")), "D105", 0, "arkiv", "tall"
    ),
    "targets in another format beside them": Slip(copy("maal.csv", "maal.ods"), "D079", 0, "maal.ods", "maal.csv"),
    "targets with an ending too many": Slip(rename("maal.csv", "maal.csv.csv"), "D065", 0, "maal.csv.csv", "maal"),
    "targets downloaded twice": Slip(rename("maal.csv", "maal (1).csv"), "D065", 0, "maal (1).csv", "maal"),
    # changes and assessments
    "a change of nobody": Slip(
        add("endringer.csv", "0777,0888,2026-05-01,1,merge"), "D023", 3, "endringer.csv", "0888"
    ),
    "a change the wrong way": Slip(
        change("endringer.csv", "0103,0102", "0102,0103"), "D023", 3, "endringer.csv", "0103"
    ),
    "a merged office that is in the register": Slip(
        add("endringer.csv", "0102,0101,2026-08-01,1,merge"), "D047", 3, "endringer.csv", "0102", {("S.1", "0102"): ANY}
    ),
    "a sign that is not seen": Slip(
        change("risikovurderinger.csv", ",lav,", ",lav,\u202e"), "D048", 0, "risikovurderinger.csv", "U+202E"
    ),
    "a change on no date": Slip(
        change("endringer.csv", "2026-04-01", "2026-13-01"), "P044", 1, "endringer.csv", "2026-13-01"
    ),
    "shares that are not one": Slip(
        change("endringer.csv", "0102,2026-04-01,1,merge", "0102,2026-04-01,0.4,"), "P036", 1, "endringer.csv", "2/5"
    ),
    "an assessment of nobody": Slip(
        change("risikovurderinger.csv", "0101", "0999"), "D030", 3, "risikovurderinger.csv", "0999"
    ),
    "an assessment in another word": Slip(
        change("risikovurderinger.csv", ",lav,", ",lavt,"), "D031", 3, "risikovurderinger.csv", "risk"
    ),
    # the project file, the specification, the command
    "settings of no source": Slip(
        change("kpidsl.toml", "sources.tall", "sources.talll"), "P060", 1, "kpidsl.toml", "tall"
    ),
    "a setting misspelt": Slip(
        write("spec/kpidsl.toml", "[sources.tall]\nseparatr = ';'\n"), "P002", 1, "kpidsl.toml", "separatr"
    ),
    "the project file in the data folder": Slip(
        write("data/kpidsl.toml", "[sources.tall]\n"), "D066", 3, "kpidsl.toml", "spesifikasjonen"
    ),
    "another separator": Slip(
        write("spec/kpidsl.toml", "[sources.tall]\nseparator = ','\n"), "P019", 1, "tall.csv", "kontor_nr"
    ),
    "a register that is not there": Slip(
        write("spec/kpidsl.toml", 'register = "enhet.csv"\n'), "P003", 1, "", "enhet.csv"
    ),
    "a local file of no unit": Slip(change("moss.kpi", "kontor 0101", "kontor 9999"), "D033", 3, "moss.kpi", "9999"),
    "the month after": Slip(lambda _: None, "D035", 0, "", "2026-10", dict.fromkeys(OWN, "not_ready"), "2026-11"),
    "two months after": Slip(lambda _: None, "R013", 2, "", "2026-10", period="2026-12"),
    "the year after": Slip(lambda _: None, "R013", 2, "", "2026-10", period="2027-10"),
    "years before": Slip(lambda _: None, "R013", 2, "", "2026-01", period="2019-01"),
}
