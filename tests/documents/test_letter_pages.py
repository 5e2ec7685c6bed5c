"""A letter that acknowledges a request: what was understood, what is asked, what comes next and by when."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from backoffice.documents.letters.words import headcount, mail_text, owed
from backoffice.documents.printing import render
from backoffice.documents.sheets import AcknowledgementSheet, Promise, Understood
from backoffice.i18n import speaking


def whole(said, sheet, **kept):
    return " ".join(said(render(sheet, **{"draft": False, "logo": None} | kept).pdf))


def test_a_letter_says_who_to_whom_and_what_was_understood(letter, said):
    text = whole(said, letter)
    for fact in (
        "Accusé de réception",
        "24 novembre 2026",
        "INT-2026-0042",
        "Reçue le 23 novembre 2026",
        "Caisse du Val de Gartempe",
        "À l’attention de : Solène MARCHADIER",
        "Conduire une coopération territoriale",
        "Nous avons bien reçu votre demande",
        "Nature de la demande Formation pour votre structure (intra)",
        "8 à 12 personnes, en 2 groupes",
        "Guéret (Creuse)",
        "printemps 2027",
        "vacances scolaires, zone A",
        "Nous vous appelons jeudi.",
    ):
        assert fact in text, fact


def test_each_promise_is_printed_with_who_owes_it_and_its_day(letter, said):
    text = whole(said, letter)
    for fact in (
        "Notre première réponse Nous mardi 8 décembre 2026",
        "Documents dont nous avons besoin – attestation d’adhésion Vous vendredi 11 décembre 2026",
        "Notre réponse à votre réclamation Nous mardi 1er décembre 2026 à 11 h 30",
    ):
        assert fact in text, fact


def test_without_a_promise_what_comes_next_is_said_in_words(letter, said):
    assert "une proposition détaillée et un devis suivront" in whole(said, replace(letter, promises=()))
    inter = replace(letter, promises=(), understood=replace(letter.understood, kind="inter"))
    assert "les prochaines sessions" in whole(said, inter)


def test_questions_are_asked_one_by_one_and_only_if_there_are_any(letter, said):
    text = whole(said, letter)
    assert "1. Combien de personnes ont suivi les modules 1 et 2 ?" in text
    assert "2. Une salle est-elle libre le mardi ?" in text
    assert "Nos questions" not in whole(said, replace(letter, questions=()))


def test_people_are_named_with_what_reaches_them(letter, said):
    text = whole(said, letter)
    assert "Suivi de votre demande Élodie ROUX 05 36 49 12 31 elodie.roux@atelier.example" in text
    assert "Référent handicap Samir BELKACEM 05 36 49 12 34 handicap@atelier.example" in text


def test_the_sentence_on_registration_says_that_it_is_no_approval(letter, said):
    text = whole(said, letter)
    assert "Cet enregistrement ne vaut pas agrément de l’État." in text
    assert "auprès du préfet" not in text


def test_a_short_letter_is_one_page_and_a_draft_is_marked_on_it(letter, said):
    short = replace(letter, questions=(), note="")
    assert render(short, draft=False, logo=None).pages == 1
    assert "BROUILLON" in whole(said, short, draft=True)
    assert "24 novembre 2026" not in whole(said, short, draft=True)


def test_a_letter_in_english_is_english_throughout(letter, said):
    text = whole(said, replace(letter, language="en", opening="Dear Sir or Madam,", note=""))
    for fact in (
        "Acknowledgement",
        "What we understood",
        "8 to 12 people, in 2 groups",
        "Our first answer We",
    ):
        assert fact in text, fact
    assert "demande" not in text.replace("de la demande", "")


def test_what_isnt_known_leaves_no_empty_line(letter, said):
    bare = replace(letter, understood=Understood("Coopérer"), promises=(), questions=(), note="")
    text = whole(said, replace(bare, follower=None, disability=None))
    for label in ("Public", "Lieu", "Période", "Financement", "Vos interlocuteurs"):
        assert label not in text, label


def test_a_letter_of_a_hundred_thousand_words_is_printed_to_its_last(letter, said):
    long = replace(letter, opening="mot " * 99_999 + "dernier", questions=("x " * 2_000,) * 30)
    pages = said(render(long, draft=False, logo=None).pdf)
    assert sum(page.count("mot ") for page in pages) > 99_900
    assert any("dernier" in page for page in pages)
    assert "Cordialement," in pages[-1]


NASTY = st.text(st.characters(exclude_categories=()), max_size=200) | st.sampled_from(
    ['<img src="/etc/passwd"/>', "Jean <jean@x.fr>", ") Tj ET /Im0 Do BT (", '<a href="javascript:x">y</a>']
)


@given(NASTY)
def test_no_text_breaks_a_letter_or_becomes_a_link(text):
    sheet = AcknowledgementSheet.from_json(SAMPLE)
    dressed = replace(
        sheet,
        opening=text,
        note=text,
        questions=(text, text),
        understood=Understood(text, text, (text,), text, 1, 2, 3, text, text, text, text),
        promises=(Promise(text, text, sheet.received_on, text),),
        client=replace(sheet.client, name=text, address=(text,)),
        organisation=replace(sheet.organisation, name=text, email=text, website=text),
    )
    pages = PdfReader(BytesIO(render(dressed, draft=True, logo=None).pdf)).pages
    assert not any("/Annots" in page for page in pages)
    mail_text(dressed)


SAMPLE = ""


@pytest.fixture(autouse=True, scope="module")
def _sample(letter):
    global SAMPLE
    SAMPLE = letter.to_json()


@pytest.mark.parametrize(
    ("low", "high", "groups", "said_"),
    [
        (8, 12, 1, "8 à 12 personnes"),
        (None, 12, 1, "12 personnes au plus"),
        (8, None, 1, "8 personnes au moins"),
        (1, 1, 1, "1 personne"),
        (12, 12, 2, "12 personnes, en 2 groupes"),
        (None, None, 2, "2 groupes"),
        (None, None, 1, ""),
    ],
)
def test_a_headcount_is_said_as_people_say_it(low, high, groups, said_):
    with speaking("fr"):
        told = headcount(Understood("x", headcount_min=low, headcount_max=high, groups=groups))
    assert told.replace("\u00a0", " ") == said_


def test_what_others_owe_is_said_from_where_the_client_stands(letter):
    day = letter.received_on
    with speaking("fr"):
        assert owed(Promise("quote", "client", day))[:2] == ("Réponse à notre devis", "Vous")
        assert owed(Promise("quote", "us", day))[:2] == ("Notre devis", "Nous")
        assert owed(Promise("first_answer", "funder", day))[:2] == ("Réponse", "Le financeur")


def test_the_mail_says_by_itself_what_the_letter_says(letter):
    with speaking("fr"):
        text = mail_text(letter).replace("\u00a0", " ")
    for fact in (
        "Nous avons bien reçu votre demande",
        "– Participants : 8 à 12 personnes, en 2 groupes",
        "– Notre première réponse (Nous) : mardi 8 décembre 2026",
        "– Une salle est-elle libre le mardi ?",
        "Élodie ROUX\n05 36 49 12 31",
    ):
        assert fact.replace("Participants", "Stagiaires") in text, fact
