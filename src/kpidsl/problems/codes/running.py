"""Problem codes R…: reading the specification's files and running a month."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

RUNNING: dict[str, Entry] = {
    "R001": Entry(
        "error",
        "«{path}» er ikke UTF-8 (byte {byte}).",
        "“{path}” is not UTF-8 (byte {byte}).",
        "Lagre filen som UTF-8.",
        "Save the file as UTF-8.",
    ),
    "R002": Entry(
        "error",
        "Ingen .kpi-filer i «{path}».",
        "No .kpi files in “{path}”.",
        "Pek på mappen der spesifikasjonen ligger, for eksempel specs/nav.",
        "Point at the folder that holds the specification, for example specs/nav.",
    ),
    "R004": Entry(
        "error",
        "Formatet {format} trenger tillegget «{extra}», som ikke er installert.",
        "The format {format} needs the extra “{extra}”, which is not installed.",
        "Installer det, eller la {format} være i --formats.",
        "Install it, or leave {format} out of --formats.",
    ),
    "R005": Entry(
        "error",
        "Utgaven finnes fra før uten {formats}: {folder}",
        "The edition is there already without {formats}: {folder}",
        "En utgitt utgave røres ikke. Kjør med en annen --out, eller be om alle formatene første gang.",
        "A published edition is not touched. Run with another --out, or ask for all formats the first time.",
    ),
    "R006": Entry(
        "error",
        "«{unit}» er verken et nivå ({levels}), en enhets kode eller navn, eller all.",
        "“{unit}” is neither a level ({levels}), a unit's code or name, nor all.",
        "Skriv for eksempel --units fylke eller --units 0315,0301.",
        "Write for example --units county or --units 0315,0301.",
    ),
    "R007": Entry(
        "error",
        "PDF krever biblioteket Pango, som ikke finnes på maskinen.",
        "PDF needs the library Pango, which is not on the machine.",
        "På Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0.",
        "On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0.",
    ),
    "R008": Entry(
        "error",
        "«{unit}» er ikke koden til en enhet på styringslinje {line}.",
        "“{unit}” is not the code of a unit on steering line {line}.",
        "Skriv koden som den står i registeret, for eksempel --for 0315.",
        "Write the code as it stands in the register, for example --for 0315.",
    ),
    "R009": Entry(
        "error",
        "«{line}» er ingen styringslinje ({lines}).",
        "“{line}” is no steering line ({lines}).",
        "Skriv linjens navn som i spesifikasjonen.",
        "Write the line's name as in the specification.",
    ),
    "R010": Entry(
        "error",
        "«{indicator}» er ingen indikator her{near}",
        "“{indicator}” is no indicator here{near}",
        "Indikatorene er {known}.",
        "The indicators are {known}.",
    ),
    "R011": Entry(
        "error",
        "«{unit}» er ingen enhet i utgaven{near}",
        "“{unit}” is no unit of the edition{near}",
        "Skriv enhetens kode eller navn.",
        "Write the unit's code or name.",
    ),
    "R012": Entry(
        "error",
        "Flere enheter heter «{name}»: {codes}.",
        "Several units are called “{name}”: {codes}.",
        "Skriv koden til den som er ment.",
        "Write the code of the one that is meant.",
    ),
    "R013": Entry(
        "error",
        "Ingen kilde har {month}: radene er fra {first} til {last}.",
        "No source has {month}: the rows are from {first} to {last}.",
        "Skriv en måned som er der. Måneden etter den siste kan kjøres; den er ikke klar.",
        "Write a month that is there. The month after the last can be run; it is not ready.",
    ),
    "R014": Entry(
        "warning",
        "Utgavene er fra ulike måneder: {old} og {new}.",
        "The editions are of different months: {old} and {new}.",
        "Cellene i måneden som bare den ene har, står som endret.",
        "The cells of the month that only one has stand as changed.",
    ),
    "R020": Entry(
        "error",
        "Programmet støtte på noe det ikke er laget for ({error}, {place}), mens det {doing_nb}. Rapport uten data: {report_nb}",
        "The program met what it is not made for ({error}, {place}) while {doing_en}. Report without data: {report_en}",
        "Send rapporten til dem som har ansvar for programmet. Det er en feil i programmet, ikke hos deg.",
        "Send the report to those responsible for the program. The fault is the program's, not yours.",
    ),
    "R021": Entry(
        "error",
        "Avbrutt, mens programmet {doing_nb}.",
        "Interrupted while {doing_en}.",
        "",
        "",
    ),
    "R022": Entry(
        "error",
        "{reason_nb}{where}, mens programmet {doing_nb}.",
        "{reason_en}{where}, while {doing_en}.",
        "Rett det, og kjør på nytt. En utgave som var under arbeid, er ikke skrevet.",
        "Mend it, and run again. An edition that was under way is not written.",
    ),
    "R023": Entry(
        "error",
        "«{path}» er {kind_nb}, ikke en fil.",
        "“{path}” is {kind_en}, not a file.",
        "Gi den et annet navn, eller legg filen i stedet for den.",
        "Give it another name, or put the file in its place.",
    ),
    "R030": Entry(
        "error",
        "Prøven «{title}»: {indicator}, {what_nb} skulle være {wanted_nb}, men er {found_nb}.",
        "The test “{title}”: {indicator}, {what_en} should be {wanted_en}, but is {found_en}.",
        "Enten er prøven feil, eller så sier indikatoren noe annet enn det du mener.",
        "Either the test is wrong, or the indicator says something else than you mean.",
    ),
}
