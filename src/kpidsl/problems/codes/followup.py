"""Problem codes F001…: the books that the units fill in, and the ledger of what they have entered."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

FOLLOWUP: dict[str, Entry] = {
    "F006": Entry(
        "warning",
        "{book}: boka er åpen hos noen, og er hoppet over.",
        "{book}: someone has the book open, and it is skipped.",
        "Lukk boka, og kjør kommandoen igjen.",
        "Close the book, and run the command again.",
        nn="{book}: nokon har boka open, og ho er hoppa over.",
        help_nn="Lukk boka, og køyr kommandoen igjen.",
    ),
    "F031": Entry(
        "error",
        "{folder}: det som er ført for {unit}, er ikke helt ({path}). Ingenting er lest eller gitt ut.",
        "{folder}: what has been entered for {unit} is not whole ({path}). Nothing is read or given out.",
        "Hent mappen «acts» tilbake fra sikkerhetskopien.",
        "Bring the folder “acts” back from the backup.",
        nn="{folder}: det som er ført for {unit}, er ikkje heilt ({path}). Ingenting er lese eller gitt ut.",
        help_nn="Hent mappa «acts» tilbake frå tryggingskopien.",
    ),
    "F032": Entry(
        "error",
        "{file} sier ikke hvor bøkene skal ligge.",
        "{file} does not say where the books are to lie.",
        'Skriv for eksempel [follow_up] og folder = "oppfolging".',
        'Write for example [follow_up] and folder = "follow-up".',
        nn="{file} seier ikkje kvar bøkene skal liggje.",
        help_nn='Skriv til dømes [follow_up] og folder = "oppfolging".',
    ),
}
