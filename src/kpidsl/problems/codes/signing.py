"""Problem codes F040…: what is signed off, locked and verified."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

SIGNING: dict[str, Entry] = {
    "F040": Entry(
        "error",
        "{unit} skal ikke {task_nb} for {period}.",
        "{unit} is not to {task_en} for {period}.",
        "De enhetene som skal det: {units}. Skriv koden til en av dem, og styringslinjen den gjør det på.",
        "The units that are: {units}. Write the code of one of them, and the steering line that it does it on.",
        nn="{unit} skal ikkje {task_nn} for {period}.",
        help_nn="Dei einingane som skal det: {units}. Skriv koden til ei av dei, og styringslinja ho gjer det på.",
    ),
    "F041": Entry(
        "error",
        "{unit} skal {task_nb} på flere styringslinjer: {lines}.",
        "{unit} is to {task_en} on several steering lines: {lines}.",
        "Velg en av dem med --line.",
        "Choose one of them with --line.",
        nn="{unit} skal {task_nn} på fleire styringslinjer: {lines}.",
        help_nn="Vel ei av dei med --line.",
    ),
    "F042": Entry(
        "error",
        "«{name}» har ikke den rollen i {unit} som skal {task_nb} ({role}). Ingenting er ført.",
        "“{name}” does not have the role in {unit} that is to {task_en} ({role}). Nothing is entered.",
        "Skriv navnet som i roller.csv, eller skriv personen der, også den som er i stedet for en annen.",
        "Write the name as in roller.csv, or write the person there, also one who stands in for another.",
        nn="«{name}» har ikkje den rolla i {unit} som skal {task_nn} ({role}). Ingenting er ført.",
        help_nn="Skriv namnet som i roller.csv, eller skriv personen der, òg den som er i staden for ein annan.",
    ),
    "F043": Entry(
        "error",
        "Statusrapporten er ikke levert av {units}. Ingenting er ført.",
        "The status report has not been delivered by {units}. Nothing is entered.",
        "Vent på den, eller svar på de andre med --unit.",
        "Wait for it, or answer the others with --unit.",
        nn="Statusrapporten er ikkje levert av {units}. Ingenting er ført.",
        help_nn="Vent på han, eller svar på dei andre med --unit.",
    ),
    "F044": Entry(
        "error",
        "«{name}» har selv levert boka for {units}, og kan ikke godkjenne den. Ingenting er ført.",
        "“{name}” has handed in the book for {units}, and cannot approve it. Nothing is entered.",
        "La en annen med rollen godkjenne den, og svar på de andre med --unit.",
        "Have another with the role approve it, and answer the others with --unit.",
        nn="«{name}» har sjølv levert boka for {units}, og kan ikkje godkjenne ho. Ingenting er ført.",
        help_nn="Lat ein annan med rolla godkjenne ho, og svar på dei andre med --unit.",
    ),
    "F045": Entry(
        "error",
        "{folder}: utgaven er ikke av {period}, eller {unit} er ikke i den.",
        "{folder}: the edition is not of {period}, or {unit} is not in it.",
        "Velg en utgave av måneden som enheten er med i.",
        "Choose an edition of the month that the unit is in.",
        nn="{folder}: utgåva er ikkje av {period}, eller {unit} er ikkje i ho.",
        help_nn="Vel ei utgåve av månaden som eininga er med i.",
    ),
    "F046": Entry(
        "error",
        "{folder}: her er ingen utgave slik kpidsl run skriver den (edition.json, units.csv).",
        "{folder}: there is no edition here as kpidsl run writes it (edition.json, units.csv).",
        "Skriv mappen til utgaven: lageret, måneden og «nummer-id».",
        "Write the folder of the edition: the store, the month and “number-id”.",
        nn="{folder}: her er inga utgåve slik kpidsl run skriv ho (edition.json, units.csv).",
        help_nn="Skriv mappa til utgåva: lageret, månaden og «nummer-id».",
    ),
}
