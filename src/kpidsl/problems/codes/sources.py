"""Problem codes T090…: sources, and ready-made figures."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

SOURCES: dict[str, Entry] = {
    "T090": Entry(
        "error",
        "Linja gjelder ferdige tall, og «{source}» har ikke én rad per enhet og måned eller år.",
        "The line is for ready-made figures, and “{source}” does not have one row per unit and month or year.",
        "Fjern linja. Av rader regnes hver person én gang («Antall ulike personer blant …»), og summer går opp av seg selv.",
        "Remove the line. From rows each person is counted once (“Number of distinct persons among …”), and sums add up by themselves.",
        nn="Linja gjeld ferdige tal, og «{source}» har ikkje éi rad per eining og månad eller år.",
        help_nn="Fjern linja. Av rader blir kvar person rekna éin gong («Talet på ulike personar blant …»), og summar går opp av seg sjølve.",
    ),
    "T091": Entry(
        "error",
        "«{source}» kan ikke gå foran «{other}»: de har ikke de samme kolonnene, den samme nøkkelen og samme slags tall.",
        "“{source}” cannot take precedence over “{other}”: they have not the same columns, the same key and the same kind of figures.",
        "Skriv de to kildene med de samme linjene.",
        "Write the two sources with the same lines.",
        nn="«{source}» kan ikkje gå framfor «{other}»: dei har ikkje dei same kolonnane, den same nøkkelen og same slags tal.",
        help_nn="Skriv dei to kjeldene med dei same linjene.",
    ),
    "T092": Entry(
        "error",
        "«{column}» teller ulike personer og kan ikke summeres: den som står i flere rader i «{source}», ville telle flere ganger.",
        "“{column}” counts distinct persons and cannot be summed: who stands in several rows of “{source}” would count several times.",
        "Regn antallet av rader («Antall ulike personer blant …»), eller skriv i kilden at hver person står i én rad per måned.",
        "Count from rows (“Number of distinct persons among …”), or write in the source that each person stands in one row a month.",
        nn="«{column}» tel ulike personar og kan ikkje summerast: den som står i fleire rader i «{source}», ville telje fleire gonger.",
        help_nn="Rekn talet av rader («Talet på ulike personar blant …»), eller skriv i kjelda at kvar person står i éi rad per månad.",
    ),
    "T093": Entry(
        "error",
        "«{column}» teller ulike personer, og tallene i «{source}» er strøm: summen over måneder ville telle den samme flere ganger.",
        "“{column}” counts distinct persons, and the figures in “{source}” are a flow: the sum over months would count the same person several times.",
        "Skriv «tallene er beholdning» (eller «rullende n mnd») i kilden.",
        "Write “the figures are stock” (or “rolling n months”) in the source.",
        nn="«{column}» tel ulike personar, og tala i «{source}» er straum: summen over månader ville telje den same fleire gonger.",
        help_nn="Skriv «tala er behaldning» (eller «rullande n mnd») i kjelda.",
    ),
    "T094": Entry(
        "error",
        "«{source}» kan ikke gå foran «{other}»: en annen gjør det, eller de går foran hverandre i ring.",
        "“{source}” cannot take precedence over “{other}”: another one does, or they do so in a circle.",
        "La hver kilde ha én foran seg: A går foran B, B går foran C.",
        "Let each source have one before it: A over B, B over C.",
        nn="«{source}» kan ikkje gå framfor «{other}»: ei anna gjer det, eller dei går framfor kvarandre i ring.",
        help_nn="La kvar kjelde ha éi framfor seg: A går framfor B, B går framfor C.",
    ),
    "T096": Entry(
        "error",
        "«{source}» har to kolonner med enheten på en linje; en enhet kan betjene flere på én linje.",
        "“{source}” has two columns with the unit on a line; a unit may serve several on one line.",
        "Behold kolonnen for den linja der enheten står under flere.",
        "Keep the column of the line on which the unit stands under several.",
        nn="«{source}» har to kolonnar med eininga på ei line; ei eining kan betene fleire på éi line.",
        help_nn="Behald kolonnen for den lina der eininga står under fleire.",
    ),
    "T097": Entry(
        "error",
        "«{source}» har ett tall per år, og en tolvdel av det sier ikke noe mot det som telles i «{other}».",
        "“{source}” has one figure a year, and a twelfth of it says nothing against what is counted in “{other}”.",
        "Bare strøm mot strøm kan deles på måneder. Skriv «tallene er beholdning» der tallet står hele året, eller bruk en kilde med én rad per enhet og måned.",
        "Only a flow against a flow can be divided into months. Write “the figures are stock” where the figure stands all year, or use a source with one row per unit and month.",
        nn="«{source}» har eitt tal per år, og ein tolvdel av det seier ikkje noko mot det som blir talt i «{other}».",
        help_nn="Berre straum mot straum kan delast på månader. Skriv «tala er behaldning» der talet står heile året, eller bruk ei kjelde med éi rad per eining og månad.",
    ),
    "T098": Entry(
        "error",
        "«{source}» har ett tall per år; det kan ikke måles oftere.",
        "“{source}” has one figure a year; it cannot be measured oftener.",
        "Fjern linjen (det måles årlig), eller bruk en kilde med én rad per enhet og måned.",
        "Remove the line (it is measured yearly), or use a source with one row per unit and month.",
        nn="«{source}» har eitt tal per år; det kan ikkje målast oftare.",
        help_nn="Fjern linja (det blir målt årleg), eller bruk ei kjelde med éi rad per eining og månad.",
    ),
}
