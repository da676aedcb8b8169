"""Signs that are not what they look like are refused, with the line as it should be."""

import pytest

from kpidsl.language.parsing.parse import parse
from kpidsl.problems import SourceText
from kpidsl.tooling.fix_files import apply

WRITTEN = 'språk nb\nbegrep klager (klage) betyr saker der type er "klage"\n'


def said(text):
    return [(p.code, p.span.line, p.span.column) for p in parse([SourceText("a.kpi", text)]).problems]


def with_sign(sign):
    return WRITTEN.replace("klager", f"kla{sign}ger")


@pytest.mark.parametrize("sign", [*"\u00ad\u200b\u200d\u2060\ufeff\u202e\u2066\u0007\u0085", "\U000e0041"])
def test_a_sign_that_is_not_seen_is_refused_where_it_stands(sign):
    assert said(with_sign(sign)) == [("S027", 2, 11)]


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u202e"])
def test_the_fix_leaves_the_line_without_it(sign):
    file = SourceText("a.kpi", with_sign(sign))
    (problem,) = parse([file]).problems
    assert apply(file, problem.fixes[0].edits).text == WRITTEN


@pytest.mark.parametrize("sign", [*"\u00a0\u202f\u2009"])
def test_blanks_of_any_width_are_blanks(sign):
    assert said(WRITTEN.replace(" betyr", f"{sign}betyr")) == []


def test_the_mark_that_begins_a_file_is_none_of_its_text():
    assert said("\ufeff" + WRITTEN) == []


@pytest.mark.parametrize(("comment", "codes"), [("# barn 👩\u200d👧", []), ("# a\u202eb", ["S027"])])
def test_of_a_comment_only_what_turns_the_order_is_refused(comment, codes):
    assert [code for code, *_ in said(f"{WRITTEN}{comment}\n")] == codes


@pytest.mark.parametrize(
    ("written", "found", "meant"),
    [
        ("kl\u0430ger", "kl\u0430ger", "klager"),
        ("\u0421V", "\u0421V", "CV"),
        ("arbeid\u017f", "arbeid\u017f", "arbeids"),
        ("\u0663", "\u0663", "3"),
        ("\uff11\uff12", "\uff11\uff12", "12"),
    ],
)
def test_a_sign_that_looks_like_another_is_refused_with_the_other(written, found, meant):
    problems = parse([SourceText("a.kpi", WRITTEN.replace('"klage"', f'"{written}"'))]).problems
    assert [(p.code, p.fields["found"], p.fields["meant"]) for p in problems] == [("S028", found, meant)]


def test_a_word_of_another_script_is_a_word():
    assert said(WRITTEN.replace('"klage"', '"жалоба"')) == []
