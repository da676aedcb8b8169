"""Problem codes F060…: texts that are struck from what a unit has entered."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

STRIKING: dict[str, Entry] = {
    "F060": Entry(
        "error",
        "«{unit}» er ikke koden til én enhet som har ført noe i {folder}: {names}. Ingenting er strøket.",
        "“{unit}” is not the code of one unit that has entered something in {folder}: {names}. Nothing is struck.",
        "Skriv koden til enheten, eller navnet på mappen dens.",
        "Write the unit's code, or the name of its folder.",
        nn="«{unit}» er ikkje koden til éi eining som har ført noko i {folder}: {names}. Ingenting er stroke.",
        help_nn="Skriv koden til eininga, eller namnet på mappa hennar.",
    ),
    "F061": Entry(
        "error",
        "Teksten står ikke i noe som {unit} har ført. Ingenting er strøket.",
        "The text stands in nothing that {unit} has entered. Nothing is struck.",
        "Skriv den som den er skrevet i boka, eller velg enheten som førte den.",
        "Write it as it is written in the book, or choose the unit that entered it.",
        nn="Teksten står ikkje i noko som {unit} har ført. Ingenting er stroke.",
        help_nn="Skriv han som han er skriven i boka, eller vel eininga som førte han.",
    ),
    "F062": Entry(
        "error",
        "Teksten som skal strykes, står i --reason eller --by. Ingenting er strøket.",
        "The text to strike stands in --reason or --by. Nothing is struck.",
        "Si hvorfor uten å gjenta teksten: begrunnelsen blir stående.",
        "Say why without repeating the text: the reason stays.",
        nn="Teksten som skal strykast, står i --reason eller --by. Ingenting er stroke.",
        help_nn="Sei kvifor utan å ta opp att teksten: grunngjevinga blir ståande.",
    ),
    "F063": Entry(
        "warning",
        "{path}: teksten står som navnet på den som førte akten. Der kan den ikke strykes.",
        "{path}: the text stands as the name of who entered the act. There it cannot be struck.",
        "Hvem som har ført noe, er bundet av de neste aktene. Er det ikke den som fylte ut boka, så hent mappen tilbake fra før den ble lest.",
        "Who entered something is bound by the acts after it. If it is not who filled in the book, bring the folder back from before it was read.",
        nn="{path}: teksten står som namnet på den som førte akta. Der kan han ikkje strykast.",
        help_nn="Kven som har ført noko, er bunde av dei neste aktene. Er det ikkje den som fylte ut boka, så hent mappa tilbake frå før ho vart lesen.",
    ),
    "F064": Entry(
        "warning",
        "{path}: filen har teksten ennå, og er ikke rørt.",
        "{path}: the file still has the text, and is not touched.",
        "En bok som ikke er lest, eies av den som fyller den ut: ta teksten bort i den. Slett det andre.",
        "A book that is not read belongs to who fills it in: remove the text in it. Delete anything else.",
        nn="{path}: fila har teksten enno, og er ikkje rørt.",
        help_nn="Ei bok som ikkje er lesen, eig den som fyller ho ut: ta teksten bort i ho. Slett det andre.",
    ),
    "F065": Entry(
        "warning",
        "{path}: filen er laget med teksten i, og er ikke skrevet om.",
        "{path}: the file was made with the text in it, and is not written again.",
        "Lag utgaven på nytt med «kpidsl run», og slett den gamle. Er den låst, så lås den nye med --reason først.",
        "Make the edition again with “kpidsl run”, and delete the old one. If it is locked, first lock the new one with --reason.",
        nn="{path}: fila er laga med teksten i, og er ikkje skriven om.",
        help_nn="Lag utgåva på nytt med «kpidsl run», og slett den gamle. Er ho låst, så lås den nye med --reason først.",
    ),
    "F066": Entry(
        "warning",
        "{folder}: {count:fil|filer} kan ikke gjennomsøkes ({endings}).",
        "{folder}: {count:file|files} cannot be searched ({endings}).",
        "Åpne dem, eller lag dem på nytt fra en utgave uten teksten.",
        "Open them, or make them again from an edition without the text.",
        nn="{folder}: {count:fil|filer} kan ikkje søkjast gjennom ({endings}).",
        help_nn="Opne dei, eller lag dei på nytt frå ei utgåve utan teksten.",
    ),
    "F067": Entry(
        "error",
        "{path}: teksten er strøket, men står der ennå (akt {number}, strøket av {by} {on}).",
        "{path}: the text is struck, and is still there (act {number}, struck by {by} on {on}).",
        "Strykingen ble avbrutt. Kjør «kpidsl strike» om igjen, likedan.",
        "The strike was interrupted. Run “kpidsl strike” again, the same.",
        nn="{path}: teksten er stroken, men står der enno (akt {number}, stroken av {by} {on}).",
        help_nn="Strykinga vart avbroten. Køyr «kpidsl strike» om igjen, likeins.",
    ),
    "F072": Entry(
        "error",
        "«{name}» har ingen rolle i {unit}, eller over, og kan ikke stryke der. Ingenting er strøket.",
        "“{name}” has no role in {unit}, or above, and cannot strike there. Nothing is struck.",
        "Skriv navnet som i roller.csv. Den som har en rolle i enheten eller i en enhet over den, kan stryke.",
        "Write the name as in roller.csv. Whoever has a role in the unit or in one above it may strike.",
        nn="«{name}» har inga rolle i {unit}, eller over, og kan ikkje stryke der. Ingenting er stroke.",
        help_nn="Skriv namnet som i roller.csv. Den som har ei rolle i eininga eller i ei eining over, kan stryke.",
    ),
}
