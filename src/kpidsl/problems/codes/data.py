"""Problem codes D…: cells and rows that do not hold."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

DATA: dict[str, Entry] = {
    "D001": Entry(
        "error",
        "{source}: cellen i «{column}» er ikke av typen {type} ({shape}).",
        "{source}: the cell in “{column}” is not of type {type} ({shape}).",
        "Cellen regnes som manglende.",
        "The cell counts as missing.",
    ),
    "D002": Entry(
        "error",
        "{source}: {count} rader har en verdi i «{column}» som ikke er lovlig ({legal}).",
        "{source}: {count} rows hold a value in “{column}” that is not legal ({legal}).",
        "De teller ikke med der verdien spørres etter.",
        "They do not count where the value is asked for.",
    ),
    "D003": Entry(
        "warning",
        "{source}: {count} like rader er talt én gang.",
        "{source}: {count} equal rows are counted once.",
        "",
        "",
    ),
    "D004": Entry(
        "error",
        "{source}: {count} nøkler ({key}) står flere ganger med ulike rader; de gir ikke noe tall.",
        "{source}: {count} keys ({key}) stand several times with different rows; they give no figure.",
        "Behold én rad for hver nøkkel.",
        "Keep one row a key.",
    ),
    "D005": Entry(
        "warning",
        "{source}: {count} rader har en enhet som ikke er i registeret ({units}); de er med under «uten enhet».",
        "{source}: {count} rows have a unit that is not in the register ({units}); they count under “without unit”.",
        "Rett koden, eller legg enheten i registeret.",
        "Mend the code, or add the unit to the register.",
    ),
    "D901": Entry(
        "error",
        "{indicator}, {unit}, {month}: telleren er større enn nevneren; tallet mangler.",
        "{indicator}, {unit}, {month}: the numerator exceeds the denominator; the figure is missing.",
        "Rett radene.",
        "Mend the rows.",
    ),
    "D902": Entry(
        "error",
        "{indicator}, {unit}, {month}: enhetens eget tall er mindre enn summen av enhetene under den.",
        "{indicator}, {unit}, {month}: the unit's own figure is less than the sum of the units below it.",
        "Tallet står som levert. Rett radene.",
        "The figure stands as delivered. Mend the rows.",
    ),
    "D903": Entry(
        "note",
        "{indicator}, {unit}, {month}: enhetens eget tall er {more} mer enn summen av enhetene rett under den; det er «uten enhet».",
        "{indicator}, {unit}, {month}: the unit's own figure is {more} more than the sum of the units just below it; that is “without unit”.",
        "Det er ingen feil: tallet står som levert.",
        "This is no error: the figure stands as delivered.",
    ),
    "D904": Entry(
        "warning",
        "{indicator}: {unit} er blitt til av {predecessors} og har ikke fått noe eget mål; målet er avledet av deres.",
        "{indicator}: {unit} was made of {predecessors} and has got no target of its own; it is derived from theirs.",
        "Sett et mål for {unit} som gjelder fra sammenslåingen eller senere.",
        "Set a target for {unit} that holds from the merger or later.",
    ),
    "D006": Entry(
        "warning",
        "{first} og {other} har hvert sitt tall for {unit} i {month} ({columns}), og forskjellen er over {tolerance} %; tallet fra {first} er brukt.",
        "{first} and {other} have a figure each for {unit} in {month} ({columns}), more than {tolerance} % apart; that of {first} is used.",
        "Finn ut hvem som har rett. Spesifikasjonen sier hvilken kilde som går foran.",
        "Find out which is right. The specification says which source takes precedence.",
    ),
    "D007": Entry(
        "warning",
        "{first} og {other} har for ulike tall i {count} celler til.",
        "{first} and {other} are too far apart in {count} further cells.",
        "",
        "",
    ),
    "D905": Entry(
        "error",
        "{indicator}, {unit}, {month}: enhetens eget tall er ikke summen av enhetene rett under den, og tallene i kilden skal gå opp; tallet mangler.",
        "{indicator}, {unit}, {month}: the unit's own figure is not the sum of the units just below it, and the source's figures must add up; the figure is missing.",
        "Rett radene, eller ta bort «tallene skal gå opp» dersom noe hører til utenfor enhetene.",
        "Mend the rows, or remove “the figures must add up” where something belongs outside the units.",
    ),
    "D009": Entry(
        "warning",
        "{source}: {count} rader for {units} sier ikke hvilken del av enheten de gjelder; de er bare med der enheten står samlet.",
        "{source}: {count} rows of {units} do not say which part of the unit they are of; they count only where the unit stands as one.",
        "En kolonne i kilden sier hvem raden hører under: «kommune_nr enhet på styringslinje kommunal».",
        "A column of the source says whom the row belongs under: “municipality unit on steering line municipal”.",
    ),
    "D008": Entry(
        "warning",
        "{source}: {count} rader er datert i måneder som ligger langt fra alle andre ({months}).",
        "{source}: {count} rows are dated in months far from all others ({months}).",
        "De hører til måneden de er datert i, og sier ikke noe om hva som er levert. Rett datoen dersom den er feil.",
        "They belong to the month they are dated in, and tell nothing of what is delivered. Mend the date if it is wrong.",
    ),
    "D010": Entry(
        "error",
        "«{source}» har en rad for {year} både for {unit} og for {former}, som er blitt en del av {unit}: begge mangler.",
        "“{source}” has a row of {year} both for {unit} and for {former}, which became a part of {unit}: both are missing.",
        "Lever ett av de to: ingen kan se om årets tall for den nye rommer det for den gamle.",
        "Deliver one of the two: nobody can tell whether the year's figure of the new one holds that of the old.",
    ),
    "D911": Entry(
        "warning",
        "{indicator}: {unit} er blitt til av {predecessors}, og målene deres blir ikke til ett: ingen av dem har tall å veie dem med.",
        "{indicator}: {unit} was made of {predecessors}, and their targets do not make one: none of them has figures to weigh them by.",
        "Sett et mål for {unit} som gjelder fra sammenslåingen eller senere.",
        "Set a target for {unit} that holds from the merger or later.",
    ),
    "D912": Entry(
        "warning",
        "{indicator}: {unit} er blitt til av {predecessors}, og målene deres blir ikke til ett: det som ikke er en sum av deres, kan ikke veies av deres mål.",
        "{indicator}: {unit} was made of {predecessors}, and their targets do not make one: what is no sum of theirs cannot be weighed of their targets.",
        "Sett et mål for {unit} som gjelder fra sammenslåingen eller senere.",
        "Set a target for {unit} that holds from the merger or later.",
    ),
    "D913": Entry(
        "warning",
        "{indicator}: {unit} er blitt til av {predecessors}, og målene deres blir ikke til ett: målene skal legges sammen, og ett av dem mangler.",
        "{indicator}: {unit} was made of {predecessors}, and their targets do not make one: the targets are to be added up, and one of them lacks.",
        "Sett et mål for {unit} som gjelder fra sammenslåingen eller senere.",
        "Set a target for {unit} that holds from the merger or later.",
    ),
}
