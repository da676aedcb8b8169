"""Problem codes F095–F100: what stands in a filled plan and is not read, or can hardly be meant."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

PLAN_CELLS: dict[str, Entry] = {
    "F095": Entry(
        "error",
        "{cell}: kolonnen har ingen overskrift. Det som står i den, er ikke lest ({count:celle|celler}).",
        "{cell}: the column has no head. What stands in it is not read ({count:cell|cells}).",
        "Skriv det i en av skjemaets kolonner. Er det et notat for egen del, gi kolonnen en overskrift: den blir ikke lest.",
        "Write it in one of the form's columns. If it is a note of your own, give the column a head: it is not read.",
        nn="{cell}: kolonnen har inga overskrift. Det som står i han, er ikkje lese ({count:celle|celler}).",
        help_nn="Skriv det i ein av kolonnane i skjemaet. Er det eit notat for eigen del, gi kolonnen ei overskrift: han blir ikkje lesen.",
    ),
    "F096": Entry(
        "error",
        "{cell}: raden har bare tekst i kolonnen for nummer. Den er ikke lest.",
        "{cell}: the row has text in the column of numbers alone. It is not read.",
        "Skriv teksten i kolonnen den gjelder, for eksempel som kommentar. Nummeret skriver programmet.",
        "Write the text in the column that it is about, for example as a comment. The program writes the number.",
        nn="{cell}: rada har berre tekst i kolonnen for nummer. Ho er ikkje lesen.",
        help_nn="Skriv teksten i kolonnen han gjeld, til dømes som kommentar. Nummeret skriv programmet.",
    ),
    "F097": Entry(
        "error",
        "{cell}: {value_nb} kan ikke være verdien av {indicator}: {why_nb}. Den er ikke lest.",
        "{cell}: {value_en} cannot be the value of {indicator}: {why_en}. It is not read.",
        "Rett verdien i neste bok; 60 prosent skrives 60.",
        "Mend the value in the next book; 60 per cent is written 60.",
        nn="{cell}: {value_nn} kan ikkje vere verdien av {indicator}: {why_nn}. Han er ikkje lesen.",
        help_nn="Rett verdien i neste bok; 60 prosent blir skrive 60.",
    ),
    "F098": Entry(
        "warning",
        "{cell}: {value_nb} kan være {value_nb} % eller {whole_nb} % for {indicator}. Det er lest som {value_nb} %.",
        "{cell}: {value_en} may be {value_en} % or {whole_en} % for {indicator}. It is read as {value_en} %.",
        "Er {whole_nb} % ment, skriv {whole_nb} i neste bok.",
        "Where {whole_en} % was meant, write {whole_en} in the next book.",
        nn="{cell}: {value_nn} kan vere {value_nn} % eller {whole_nn} % for {indicator}. Det er lese som {value_nn} %.",
        help_nn="Er {whole_nn} % meint, skriv {whole_nn} i neste bok.",
    ),
    "F099": Entry(
        "warning",
        "{cell}: {day} er {why_nb} ({month}). Datoen er lest som den står.",
        "{cell}: {day} is {why_en} ({month}). The date is read as it stands.",
        "Er den en skrivefeil, rett den i neste bok. Er tiltaket over, skriv det som status.",
        "If it is a slip, mend it in the next book. If the action is over, write that as its status.",
        nn="{cell}: {day} er {why_nn} ({month}). Datoen er lesen som han står.",
        help_nn="Er han ein skrivefeil, rett han i neste bok. Er tiltaket over, skriv det som status.",
    ),
    "F100": Entry(
        "warning",
        "{cell}: «{value}» begynner ikke med koden til noen indikator{near_nb} Tiltaket er lest, og står ikke ved noen indikator.",
        "{cell}: “{value}” does not begin with any indicator's code{near_en} The action is read, and stands by no indicator.",
        "Begynn med koden i neste bok: {known}.",
        "Begin with the code in the next book: {known}.",
        nn="{cell}: «{value}» byrjar ikkje med koden til nokon indikator{near_nn} Tiltaket er lese, og står ikkje ved nokon indikator.",
        help_nn="Byrj med koden i neste bok: {known}.",
    ),
}
