"""An agreement says each item of the law in its own article; a contract and an amendment what is theirs."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date, time

import pytest

from backoffice.documents.kit.binder import copy_hash
from backoffice.documents.printing import render
from backoffice.documents.sheets import (
    AgreementSheet,
    AmendmentSheet,
    CalendarLine,
    Clause,
    ContractSheet,
    Person,
    snapshot_hash,
)
from tests.documents.test_hostile_print import NASTY


def whole(said, sheet, **kept):
    return " ".join(said(render(sheet, **{"draft": False, "logo": None} | kept).pdf))


@pytest.mark.parametrize(
    "item",
    [
        # D.6353-1, I, 1°: title, objective, content, means, duration, period, remote share…
        "Intitulé Formation-action : conduire la coopération territoriale (modules 3 à 5)",
        "Objectifs • Conduire un projet par une méthode agile",
        "Contenu • Module 3 – De la convention au changement durable",
        "Moyens • Dossier de travail remis à chaque participant",
        "Durée par stagiaire 35 h · 5 jours",
        "Dates les 15 et 16 septembre, les 13 et 14 octobre et le 17 novembre 2026",
        "Part réalisée à distance 0 % de la durée totale",
        # … running, follow-up, recognition; 2°: price and terms of payment.
        "Déroulement La formation s'appuie",
        "Suivi Feuille d'émargement signée",
        "Sanction Certificat de réalisation",
        "Prix net de taxe 11 321,35 €",
        "Acompte à la signature – 30 % 3 396,41 €",
        "Paiement par virement à 30 jours",
        # What the trade and funders expect.
        "Conclue en application des articles L. 6353-1 et D. 6353-1 du code du travail.",
        "Déclaration d'activité enregistrée sous le numéro 75 87 02413 87 auprès du préfet de région",
        "Action de formation (art. L. 6313-1, 1° du code du travail)",
        "adaptation au poste et à l'évolution des emplois",
        "représenté(e) par Isabelle CHAMBRAUD, responsable du développement territorial",
        "représenté(e) par Hélène AUBERT, gérante",
        "Effectif 6 à 12",
        "Maëlle Kerbrat Consultante en coopération territoriale",
        "DEV-2026-0001-1 du 22 mai 2026",
        "60 % du prix et frais engagés",
        "ne sont pas des dépenses de formation",
        "article L. 6354-1 du code du travail",
        "Annexe 1 – Programme",
        "Annexe 2 – Prix détaillé",
        "Annexe 3 – Calendrier",
        "Annexe 4 – Stagiaires",
        "mardi 15 septembre 2026 9 h 00 – 12 h 30 3 h 30 Salle du Foirail",
        "Œnone GIRY chargée de coopération",
        "Fait à Limoges, en deux exemplaires",
    ],
)
def test_an_agreement_says(agreement, said, item):
    assert item in whole(said, agreement).replace("’", "'")


@pytest.mark.parametrize("gone", ["L. 6353-2", "D. 6353-4", "agréé"])
def test_no_repealed_article_and_no_approval_is_printed(agreement, contract, amendment, said, gone):
    for sheet in (agreement, contract, amendment):
        assert gone not in whole(said, sheet)


@pytest.mark.parametrize(
    "item",
    [
        "Contrat de formation professionnelle",
        "articles L. 6353-3 à L. 6353-6 du code du travail",
        "Le stagiaire Margaux Teyssier",
        "Effectif 8 à 10",
        "Prérequis Être à jour de son adhésion",
        "Solène Garrigue Formatrice, ancienne chargée de mission",
        "délai de quatorze jours pour se rétracter",
        "article L. 221-18 du code de la consommation",
        "Aucune somme ne peut être exigée du stagiaire avant l'expiration du délai de rétractation",
        "plus de 30 % du prix convenu",
        "Acompte à la signature, une fois le délai de rétractation expiré – 30 % 54,00 €",
        "cessation anticipée",
        "empêché de suivre la formation",
    ],
)
def test_an_individuals_contract_says(contract, said, item):
    assert item in whole(said, contract).replace("’", "'")


def test_an_individual_isnt_told_what_concerns_professionals(contract, said):
    text = whole(said, contract)
    for gone in ("40 €", "D. 441-5", "opérateur de compétences", "Banque centrale"):
        assert gone not in text


def test_an_amendment_names_what_changes_and_nothing_else(amendment, said):
    text = whole(said, amendment)
    for fact in (
        "Avenant n° 1",
        "CONV-2026-0002-A1",
        "Convention CONV-2026-0002, du 29 mai 2026",
        "Conclu en application des articles L. 6353-1",
        "Prix jusqu’ici 11 321,35 €",
        "+1 450,00 €",
        "Nouveau prix net de taxe 12 771,35 €",
        "Les autres stipulations de la convention demeurent inchangées.",
    ):
        assert fact in text, fact
    assert not re.search(r"Article \d – (Dates|Objectifs|Effectif)", text)


def test_an_amendment_of_all_four_says_before_and_after(amendment, said):
    old = CalendarLine("Module 3", date(2026, 9, 15), time(9), time(12, 30), 210, venue="Salle du Foirail")
    new = replace(old, day=date(2026, 9, 22))
    every = replace(
        amendment,
        matters=("aims", "dates", "headcount", "price"),
        aims_before=("Nommer",),
        aims_after=("Nommer", "Évaluer"),
        headcount_before=(6, 12),
        headcount_after=(6, 14),
        dates_before=(old,),
        dates_after=(new,),
        calendar=(new,),
        former=("CONV-2026-0002-A1", "CONV-2026-0002-A2"),
    )
    text = whole(said, every)
    for fact in (
        "Article 2 – Objectifs",
        "Article 3 – Dates",
        "mardi 15 septembre 2026",
        "mardi 22 septembre 2026",
        "Article 4 – Effectif",
        "6 à 12",
        "6 à 14",
        "Article 5 – Prix",
        "Déjà modifiée par CONV-2026-0002-A1 et CONV-2026-0002-A2",
        "Article 6 – Autres stipulations",
    ):
        assert fact in text, fact


def test_vat_is_shown_where_it_is_due(amendment, said):
    taxed = replace(
        amendment, taxed=True, vat_after_cents=255_427, total_after_cents=1_532_562, vat_mention=""
    )
    text = whole(said, taxed)
    for fact in ("Nouveau prix HT 12 771,35 €", "TVA 2 554,27 €", "Nouveau prix TTC 15 325,62 €"):
        assert fact in text, fact


def test_what_the_law_asks_of_time_without_a_trainer_is_an_item_of_its_own(agreement, said):
    alone = replace(agreement, conditions=(Clause("Lectures", "Durée moyenne estimée : 1 h 30"),))
    assert "Lectures Durée moyenne estimée : 1 h 30" in whole(said, alone)


def test_the_last_article_is_on_the_page_of_the_signatures(agreement, contract, said):
    for sheet in (agreement, contract):
        pages = said(render(sheet, draft=False, logo=None).pdf)
        [page] = [one for one in pages if "Fait à Limoges" in one]
        assert "Effet, modifications et annexes" in page
        assert "Signature et cachet" in page


@pytest.mark.parametrize("count", [0, 1, 12, 200])
def test_any_number_of_participants_keeps_its_head_and_names_everybody(agreement, said, count):
    one = agreement.participants[0]
    people = tuple(replace(one, last_name=f"Nom{n:03}") for n in range(count))
    pages = said(render(replace(agreement, participants=people), draft=False, logo=None).pdf)
    text = " ".join(pages)
    assert all(person.last_name.upper() in text for person in people)
    for page in pages:
        if "NOM" in page and count:
            assert "Nom Fonction" in page
    assert ("Communiqués par le client" in text) is (count == 0)


def test_a_long_agreement_loses_nothing(agreement, said):
    module = agreement.action.modules[0]
    modules = tuple(replace(module, label=f"Module {n}") for n in range(1, 31))
    clause = Clause("Clause longue", " ".join(f"mot{n}" for n in range(3_000)))
    long = replace(
        agreement, action=replace(agreement.action, modules=modules), clauses=(*agreement.clauses, clause)
    )
    text = whole(said, long)
    assert "mot0" in text
    assert "mot2999" in text
    assert all(f"Module {n} –" in text for n in range(1, 31))


def test_a_draft_has_no_number_and_says_that_it_is_one(agreement, said):
    pages = said(render(agreement, draft=True, logo=None).pdf)
    assert all("PROJET" in page or "BROUILLON" in page for page in pages)
    assert "CONV-2026-0002" not in " ".join(pages)


def test_in_english_the_labels_are_english(agreement, contract, amendment, said):
    for sheet, word in (
        (agreement, "Vocational training agreement"),
        (contract, "Vocational training contract"),
        (amendment, "Amendment to the training agreement"),
    ):
        text = whole(said, replace(sheet, language="en"))
        assert word in text
        assert "Article 1 – Subject" in text


@pytest.mark.parametrize("text", NASTY)
def test_what_people_type_is_printed_as_typed(agreement, amendment, said, squashed, text):
    who = Person("", text, text)
    bare = squashed(text).casefold()
    for sheet in (
        replace(agreement, client=replace(agreement.client, name=text), client_signatory=who),
        replace(agreement, clauses=(Clause(text, text),), funding=(text,), other_annexes=(text,)),
        replace(amendment, why=text, title=text, price_label=text, aims_after=(text,)),
    ):
        assert bare in squashed(whole(said, sheet)).casefold()


def test_snapshots_come_back_equal_and_make_the_same_bytes(agreement, contract, amendment):
    kinds = {AgreementSheet: agreement, ContractSheet: contract, AmendmentSheet: amendment}
    for kind, sheet in kinds.items():
        again = kind.from_json(sheet.to_json())
        assert again == sheet
        first, second = (render(one, draft=False, logo=None).pdf for one in (sheet, again))
        assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()
        assert copy_hash(first) == snapshot_hash(sheet)
