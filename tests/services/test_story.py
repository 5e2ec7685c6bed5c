"""Every act of the trade, done once each: one journal row, and a way back that restores every row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from backoffice.services.acts import acts
from backoffice.store.database import Database
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch, run
from backoffice.store.types import instant_text
from tests.services.conftest import AFTERNOON, LINE, MORNING, PROGRAMME, ROOT, Trade, dump, journal
from tests.store.postgres import NOW

METHOD = """
format = "method/1"
code = "M"
title = "En une étape"
steps = [{ code = "1", title = "Lancer", objectives = ["Passer à l'acte"] }]
"""
PATHWAY = """
format = "pathway/1"
code = "P"
title = "Parcours"
stretches = [{ programme = "COOP" }]
"""
Told = tuple[str, str, dict[str, Any] | None, str]
# Acts that change no row: a copy is written outside, and the journal says who took it.
ONLY_TOLD = {"save-attachment", "options-text", "print-programme", "follow-up-text"}
ONLY_TOLD |= {"print-price-schedule", "signature-text", "write-accounts"}
SIGNED = {"name": "I. Chambraud", "on": "2026-06-01"}


def story() -> Iterator[Told]:
    """What a house does, in an order that makes sense; references are those that each act will give."""

    def told(act: str, ref: str = "", values: dict[str, Any] | None = None, reason: str = "") -> Told:
        return act, ref, values, reason

    yield told(
        "new-client", "", {"name": "Caisse", "kind": "association", "street": "a\nb", "city": "Guéret"}
    )
    yield told("edit-client", "CLI-0001", {"name": "Caisse des familles", "siret": "99931877700011"})
    yield told("new-contact", "", {"client": "CLI-0001", "name": "Chambraud"})
    yield told(
        "edit-contact", "CON-0001", {"client": "CLI-0001", "name": "Chambraud", "email": "i@c.example"}
    )
    yield told("new-funder", "", {"name": "Fonds"})
    yield told("edit-funder", "FUN-0001", {"name": "Fonds", "kind": "region"})
    for rank, name in enumerate(("Kerbrat", "Benamar", "Roche"), start=1):
        yield told("new-trainer", "", {"name": name, "skills": ["M1"]})
        yield told("edit-trainer", f"TRA-{rank:04}", {"name": name, "town": "Guéret", "max_days_week": 3})
    yield told("new-venue", "", {"name": "Salle", "city": "Guéret"})
    yield told("edit-venue", "VEN-0001", {"name": "Salle du Foirail", "capacity": 16})
    yield told("new-participant", "", {"name": "Auclair"})
    yield told("edit-participant", "PAR-0001", {"name": "Auclair", "first_name": "Delphine"})
    yield told("new-user", "", {"initials": "NK", "name": "Nadia Kessler"})
    yield told("edit-user", "nk", {"initials": "NK", "name": "Nadia Kessler", "role": "accountant"})
    yield told("publish-programme", "", {"text": PROGRAMME.replace("Coopérer", "Coopérer mieux")})
    yield told("retire-programme", "COOP")
    asks = 'requirements = [{ kind = "interview", text = "Avoir un projet", mandatory = false }]'
    yield told("publish-programme", "", {"text": PROGRAMME.replace("objectives =", f"{asks}\nobjectives =")})

    yield told("edit-programme", "COOP", {"text": PROGRAMME})
    yield told("describe-programme", "COOP", {"title": "Coopérer", "aim": "Travailler ensemble"})
    yield told("publish-draft", "COOP/V5")
    yield from by_forms()
    yield from house_texts()
    yield told("publish-programme", "", {"text": PROGRAMME.replace("objectives =", f"{asks}\nobjectives =")})

    yield told("publish-method", "", {"text": METHOD})
    yield told("edit-method", "M", {"text": METHOD.replace("En une", "En seule")})
    yield told("retire-method", "M")
    yield told("publish-pathway", "", {"text": PATHWAY})
    yield told("edit-pathway", "P", {"text": PATHWAY.replace("Parcours", "Le parcours")})
    yield told("retire-pathway", "P")

    wish = {"topic": "Coopérer", "client": "CLI-0001", "programme": "COOP", "headcount_max": 3}
    ref = "INT-2026-0001"
    yield told("receive-request", "", wish)
    yield told("edit-request", ref, wish | {"topic": "Coopérer à Guéret", "tags": "a, b"})
    yield told("mark-ours", ref, {"keys": ["headcount.max: not stated"]})
    yield told("correct-received", ref, {"received_at": "2026-06-01T05:00:00Z"}, "the postmark says so")
    yield told("record-complaint", ref, {"about": "La salle était froide.", "by": "un stagiaire"})
    yield told("answer-complaint", ref, {"rank": 1, "answer": "Une autre salle est retenue."})
    yield told("lift-commitment", f"{ref}/C1", None, "agreed by phone")
    yield told("wait-for", ref, {"whom": "client", "chase_on": "2026-06-08"})
    yield told("write-feed", "", {"everyone": True})
    yield told(
        "add-absence", "TRA-0003", {"when": "FREQ=WEEKLY;BYDAY=WE pm 2026-06-03/", "label": "university"}
    )
    yield told("edit-absences", "TRA-0003", {"absences": ("2027-05-03/2027-05-28 : leave",)})
    yield told("import-busy", "TRA-0003", {"path": str(ROOT / "tests/services/samples/busy.ics")})
    yield told("acknowledge", ref)
    yield told("print-acknowledgement", ref, {"note": "À bientôt."})
    yield told("ask-question", ref, {"text": "Combien d’heures ?", "seen": ["7 h; fiche"], "who": "CON-0001"})
    yield told("edit-question", f"{ref}/Q1", {"text": "Combien d’heures nettes ?", "about": "period"})
    yield told("drop-question", f"{ref}/Q1", None, "asked twice")
    yield told("reopen-question", f"{ref}/Q1")
    yield told("answer-question", f"{ref}/Q1", {"answer": "À l’automne.", "value": "automne"})
    call = {"summary": "Rappelle mardi", "who": "CON-0001", "at": "2026-06-01T06:00:00Z"}
    yield told("log-exchange", ref, call | {"waiting_for": "client", "chase_on": "2026-06-08"})
    yield told("edit-exchange", f"{ref}/X1", call | {"body": "Le comité se réunit lundi."})
    yield told("attach", f"{ref}/X1", {"path": str(ROOT / "config.toml"), "note": "réglages"})
    yield told("save-attachment", f"{ref}/A1", {})
    yield told("remove-attachment", f"{ref}/A1", None, "filed twice")
    yield told("remove-exchange", f"{ref}/X1", None, "another dossier")
    yield told("start-analysis", ref)
    yield told("skip-needs", ref, None, "known client")
    yield told("draft-offer", ref, {"programme": "COOP"})
    yield told("skip-proposal", ref, None, "the sheet is enough")
    yield from proposals(ref)

    draft = f"{ref}/V1"
    head = {"title": "Coopérer", "discount_bp": 200, "discount_label": "Remise"}
    yield told("edit-quote", draft, head)
    for _n in range(2):
        yield told("add-line", draft, LINE)
    yield told("edit-line", f"{draft}/L1", LINE | {"quantity_e4": 15_000, "detail": "préparation"})
    yield told("remove-line", f"{draft}/L2")
    yield told("add-instalment", draft, {"label": "Début", "trigger": "start", "share_bp": 2_000})
    yield told("edit-instalment", f"{draft}/E2", {"label": "Début", "trigger": "start", "share_bp": 1_000})
    yield told("remove-instalment", f"{draft}/E2")

    yield told("date-slot", f"{ref}/S1", {"day": "2026-09-15", **MORNING, "trainers": ["TRA-0001"]})
    where = {"day": "2026-09-15", **AFTERNOON, "trainers": ["TRA-0001", "TRA-0002"], "venue": "VEN-0001"}
    yield told("move-slot", f"{ref}/S1", where)
    yield told("move-slot", f"{ref}/S1", where | {"trainers": ["TRA-0002", "TRA-0003"]})
    yield told("hold-slot", f"{ref}/S1", {"until": "2026-06-20T10:00:00Z"})
    yield told("confirm-slot", f"{ref}/S1")
    yield told("undate-slot", f"{ref}/S1")
    yield told("date-slot", f"{ref}/S1", where)
    yield told("date-slot", f"{ref}/S2", where | {"day": "2026-09-16"})
    yield told("break-rule", f"{ref}/S2", {"broken": ["holiday"], "why": "the client works"})
    yield told("undate-slot", f"{ref}/S2")
    lines = [f"{ref}/S2 2026-11-11 14:00-17:30 @VEN-0001 TRA-0001 TRA-0002"]
    yield told("take-calendar", ref, {"places": lines})
    lines = ["S1 2026-09-16 14:00-17:30 TRA-0001 TRA-0002", "S2 2026-09-15 14:00-17:30 TRA-0001 TRA-0002"]
    yield told("move-slots", ref, {"places": lines})
    yield told("add-group", ref, {"name": "Second groupe"})
    yield told("edit-group", f"{ref}/G2", {"name": "Deuxième groupe", "teaching_max": 12})
    yield told("add-slot", ref, {"module": "M2", "minutes": 90, "group": "GRP-0002"})
    yield told("cancel-slot", f"{ref}/S4", None, "not needed after all")
    people = ["AUCLAIR Delphine; agente", "Roux Zoé\tcheffe\tzoe@example.org"]
    yield told("enrol", f"{ref}/G1", {"people": people})
    yield told("withdraw-participant", f"{ref}/G1", {"people": ["PAR-0002"]})
    yield from enrolments(f"{ref}/G1", f"{ref}/G2")

    yield told("issue-quote", draft)
    yield from proposals_sent(ref)
    quote = "DEV-2026-0001-1"
    yield told("follow-up-text", quote)
    yield told("extend-validity", quote, {"until": "2026-09-01"})
    yield told("revise-quote", quote)
    yield told("delete-draft", f"{ref}/V2")
    yield told("revise-quote", quote)
    yield told("issue-quote", f"{ref}/V3")
    yield told("revise-quote", quote)
    yield told("issue-quote", f"{ref}/V4")
    yield told("refuse-quote", "DEV-2026-0001-3", {"cause": "price"})
    yield told("accept-quote", quote, SIGNED | {"by": "order", "order_number": "BC-9"})
    yield told("reverse-acceptance", quote, None, "wrong quote")
    yield told("accept-quote", "DEV-2026-0001-2", SIGNED)
    yield told("confirm-slots", ref)
    autumn = {"from_day": "2026-09-01", "to_day": "2026-12-31"}
    yield told("print-trainer-pack", "TRA-0001", autumn)
    yield told("print-programme", "COOP")
    yield told("print-sheets", "", autumn | {"blank_lines": 1})
    yield told("print-attendance-sheets", ref, {"blank_lines": 2})
    yield told("close", ref)
    yield told("reopen", ref, None, "one more day")

    other = "INT-2026-0002"
    yield told("receive-request", "", wish)
    yield told("skip-acknowledgement", other, None, "by telephone")
    yield told("decline", other, {"cause": "budget"})
    yield told("reopen", other, None, "budget found")
    yield told("withdraw", other, None, "no trainer")
    yield told("reopen", other, None, "trainer found")
    yield told("skip-needs", other, None, "known client")
    yield told("draft-offer", other, {"programme": "COOP"})
    yield told("add-line", f"{other}/V1", LINE)
    yield told("issue-quote", f"{other}/V1")
    yield from options_before(other)
    yield told("withdraw-quote", "DEV-2026-0002-1", None, "wrong price")
    yield from options_after(other)
    yield told("expire", other)
    yield from own_session()
    yield from doubles()
    yield from tasks_of_a_dossier()
    yield from needs_of_a_dossier()
    yield from prices()
    yield from agreements()
    yield from procurement()


HEAD = {"title": "Coopérer", "variant": "longue", "valid_until": "2026-07-31"}
AIM = {"text": "Nommer les cadres", "modules": ["M1", "M2"], "evaluation": "ateliers"}
PROPOSAL = """
format = "proposal/1"
title = "Coopérer, en détail"
objectives = [{ text = "Nommer les cadres", evaluation = "ateliers", modules = ["M1", "M2"] }]
sections = [{ code = "context", before = "**Compris.**" }]
"""


def proposals(ref: str) -> Iterator[Told]:
    """A proposal is drafted and written."""
    first, shown = f"{ref}/R1", {"results": ["Satisfaits; 9 sur 10; 10; 2025; questionnaire"]}
    yield "draft-proposal", ref, {"variant": "courte"}, ""
    yield "edit-proposal", first, HEAD | {"quote": f"{ref}/V1"}, ""
    yield "edit-section", f"{first}/L1", {"before": "## Compris\n\n- une *chose*", "after": "fin"}, ""
    yield "regrow-section", f"{first}/L1", None, ""
    yield "set-objective", first, AIM, ""
    yield "set-objective", first, AIM | {"rank": 1, "method": "essais"}, ""
    yield "remove-objective", first, {"rank": 2}, ""
    yield "set-results", first, shown, ""
    yield "load-proposal", first, {"text": PROPOSAL}, ""
    yield "set-results", first, shown, ""
    yield "revise-proposal", first, {"variant": "à distance"}, ""
    yield "delete-proposal", f"{ref}/R2", None, ""


def proposals_sent(ref: str) -> Iterator[Told]:
    """Versions are sent, with and without their quote; one is accepted, by mistake; one is withdrawn."""
    yield "send-proposal", f"{ref}/R1", None, ""
    yield "revise-proposal", f"{ref}/R1", {"variant": "à distance"}, ""
    yield "send-offer", f"{ref}/R3", None, ""
    yield "accept-proposal", f"{ref}/R3", None, ""
    yield "reverse-proposal", f"{ref}/R3", None, ""
    yield "withdraw-proposal", f"{ref}/R3", None, "too dear"


def options_before(ref: str) -> Iterator[Told]:
    """Calendars proposed, and kept as long as the quote is valid."""
    calendar = {"places": ["S1 2027-03-02 09:00-12:30 @VEN-0001 TRA-0001"]}
    wish = {"answer_by": "2026-06-12", "calendars": [calendar]}
    yield "propose-options", ref, wish, ""
    yield "hold-option", ref, {"with_quote": True}, ""
    yield "extend-option", f"{ref}/O1", {"answer_by": "2026-06-19"}, ""
    yield "record-answer", f"{ref}/O1", {"whom": "trainer"}, ""
    yield "print-options", ref, None, ""
    yield "options-text", ref, None, ""
    yield "write-calendar", ref, {"options": True}, ""


def options_after(ref: str) -> Iterator[Told]:
    """What the quote held has run out; other calendars are proposed, one is given up, one chosen."""
    yield "expire-options", "", None, ""
    first, second = ({"places": [f"S1 2027-03-{day} 09:00-12:30"]} for day in ("09", "16"))
    yield "propose-options", ref, {"answer_by": "2026-06-12", "calendars": [first, second]}, ""
    yield "release-option", f"{ref}/O2", {}, ""
    yield "choose-option", f"{ref}/O3", {}, ""


def enrolments(first: str, second: str) -> Iterator[Told]:
    """People who come, wait, are refused, come back, are replaced; and what is decided on their groups."""
    one, two = f"{first}/P3", f"{first}/P4"
    yield "enrol", first, {"people": ["FARGEAS Thibault", "GIRY Œnone"], "state": "candidate"}, ""
    yield "admit", one, None, ""
    yield "put-on-waiting-list", one, None, ""
    yield "put-on-waiting-list", two, None, ""
    yield "move-in-waiting-list", two, {"turn": 1}, "asked first"
    yield "confirm-enrolment", one, None, ""
    yield "record-proof", one, {"requirement": 1, "seen": "entretien"}, ""
    yield "edit-enrolment", one, {"payer": "person", "parts": "M1", "since": "2026-09-15"}, ""
    yield "refuse-enrolment", two, None, "too late"
    yield "reconsider-enrolment", two, None, "found a seat"
    yield "admit", two, None, ""
    yield "replace-participant", two, {"person": "PEYROT Anne-Lise"}, ""
    yield "withdraw-enrolment", f"{first}/P5", None, ""
    yield "edit-group", first, {"name": "Premier", "teaching_max": 1, "minimum": 1}, ""
    yield "split-group", first, {"name": "Troisième", "whom": "over"}, ""
    yield "postpone-group", first, {"decide_on": "2026-08-01"}, "few people"
    yield "reprice-group", first, {"headcount_included": 2}, ""
    yield "confirm-group", first, None, ""
    yield "merge-group", second, {"into": "GRP-0001"}, "too few"


def own_session() -> Iterator[Told]:
    """A session of ours, which a client's people join."""
    wish = {"topic": "Coopérer", "kind": "own_session", "programme": "COOP", "headcount_max": 3}
    yield "record-membership", "CLI-0001", {"label": "Adhésion", "from_day": "2026-01-01"}, ""
    yield "end-membership", "CLI-0001", {"label": "adhesion", "to_day": "2026-12-31"}, ""
    yield "receive-request", "", wish, ""
    yield "draft-offer", "SES-2026-0001", {"programme": "COOP"}, ""
    yield "open-session", "SES-2026-0001", None, ""
    yield "enrol", "SES-2026-0001/G1", {"people": ["PAR-0001"], "payer": "CLI-0001"}, ""
    yield "draft-client-quote", "SES-2026-0001", {"client": "CLI-0001"}, ""


def doubles() -> Iterator[Told]:
    """A client, a contact and a person who stood twice, and a request asked again."""
    yield "new-client", "", {"name": "Caisse (double)"}, ""
    yield "new-contact", "", {"client": "CLI-0002", "name": "Chambraud"}, ""
    yield "new-participant", "", {"name": "Auclair"}, ""
    yield "merge-participant", "PAR-0006", {"into": "PAR-0001"}, ""
    yield "merge-contact", "CON-0002", {"into": "CON-0001"}, ""
    yield "merge-client", "CLI-0002", {"into": "CLI-0001"}, ""
    wish = {"topic": "Coopérer", "client": "CLI-0001", "programme": "COOP"}
    yield "ask-again", "INT-2026-0001", wish, ""
    yield "acknowledge", "INT-2026-0003", None, ""
    yield "skip-needs", "INT-2026-0003", None, "as last year"
    yield "draft-like", "INT-2026-0003", {"like": "INT-2026-0001"}, ""


def by_forms() -> Iterator[Told]:
    """A programme and a pathway begun, completed and published piece by piece."""
    begun = {"code": "NEUF", "title": "Neuf", "objective": "Nommer", "label": "Un jour", "module": "Poser"}
    yield "new-programme", "", begun | {"minutes": 420}, ""
    whole, chosen, module = "NEUF/V1", "NEUF/V1/F1", "NEUF/V1/F1/M2"
    code = {"code": "M2", "label": "Module 2", "title": "Tenir"}
    yield "add-programme-module", chosen, code | {"minutes": 210}, ""
    pieces: tuple[tuple[str, str, str, dict[str, Any], dict[str, Any]], ...] = (
        ("objective", whole, "O2", {"text": "Dire"}, {"evaluation": "quiz", "modules": ("M1",)}),
        ("requirement", whole, "R1", {"text": "Deux ans"}, {"proof": "attestation"}),
        ("access-delay", whole, "A1", {"text": "Un mois"}, {"most": "1 month"}),
        ("shown-price", whole, "T1", {"label": "Un jour", "cents": 73_000}, {"per": "group"}),
        ("result", whole, "I1", {"label": "S", "value": "9", "count": 4, "method": "m"}, {"count": 5}),
        ("format", whole, "F2", {"code": "court", "label": "Court"}, {"headcount_most": 8}),
        ("part", module, "P2", {"title": "Suite", "planned": 90, "block": 1}, {"planned": 120}),
        ("gap", module, "G1", {"least": "3 weeks"}, {"meanwhile": "essayer"}),
        ("block-gap", module, "B1", {"least": "1 day"}, {"most": "3 days"}),
        ("team-role", module, "E2", {"role": "jury"}, {"teaches": False}),
        ("provision", module, "N1", {"item": "salle"}, {"by": "client"}),
    )
    for kind, where, letter, said, more in pieces:
        yield f"add-programme-{kind}", where, said, ""
        yield f"edit-programme-{kind}", f"{where}/{letter}", said | more, ""
    yield "edit-programme-module", module, code | {"objective": "Tenir parole"}, ""
    yield "move-in-programme", f"{whole}/O2", {"rank": 1}, ""
    yield "take-out-of-programme", f"{whole}/O2", None, ""
    yield "publish-draft", whole, None, ""
    yield "start-draft", "NEUF", None, ""
    yield "drop-draft", "NEUF/V2", None, ""
    yield "new-pathway", "", {"code": "CHEMIN", "title": "Chemin", "programme": "NEUF"}, ""
    yield "describe-pathway", "CHEMIN/V1", {"title": "Chemin", "aim": "Aller plus loin"}, ""
    yield "add-programme-stretch", "CHEMIN/V1", {"programme": "COOP"}, ""
    yield "edit-programme-stretch", "CHEMIN/V1/L2", {"programme": "COOP", "alone": False}, ""
    yield "publish-draft", "CHEMIN/V1", None, ""


def house_texts() -> Iterator[Told]:
    """The texts of the house: changed, dated, retired, and a clause of its own."""
    note = 'format = "house-text/1"\ncode = "acknowledgement-note"\ntitle = "Mot"\nfr = "À bientôt."\n'
    yield "publish-text", "", {"text": note}, ""
    yield "edit-text-file", "acknowledgement-note", {"text": note.replace("bientôt", "demain")}, ""
    yield "edit-text", "payment", {"fr": "Comptant.", "valid_from": "2026-07-01"}, ""
    yield (
        "edit-cancellation",
        "cancellation",
        {"bands": ("client 0+ jours : 10 %",), "valid_from": "2030-01-01"},
        "",
    )
    clause = {"code": "droit-image", "title": "Image", "prints_in": ("quote",), "fr": "Sans photo."}
    yield "new-clause", "", clause, ""
    yield "edit-clause", "droit-image", {"title": "Images", "prints_in": ("contract",)}, ""
    yield "retire-text", "droit-image", None, ""


# What has several subjects leaves a row for each.
SEVERAL = {
    "take-calendar",
    "move-slots",
    "propose-options",
    "hold-option",
    "choose-option",
    "expire-options",
    "merge-client",
    "merge-contact",
    "merge-participant",
    "print-trainer-pack",
    "send-offer",
}
TEMPLATE = """
format = "task-template/1"
code = "SUITE"
title = "Suite"
[[tasks]]
code = "a"
title = "Appeler"
event = "received"
after = "3 days"
"""


def tasks_of_a_dossier() -> Iterator[Told]:
    """What a house does with the tasks of its third dossier."""
    wish = {"topic": "Coopérer", "client": "CLI-0001", "headcount_max": 3}
    third, first = "INT-2026-0004", "INT-2026-0004/T1"
    yield "receive-request", "", wish, ""
    yield "publish-task-template", "", {"text": TEMPLATE}, ""
    yield "edit-task-template", "SUITE", {"text": TEMPLATE.replace("3 days", "4 days")}, ""
    yield "edit-template-head", "SUITE", {"title": "Suite à donner"}, ""
    yield "add-template-line", "SUITE", {"code": "b", "title": "Écrire", "event": "undated"}, ""
    yield "edit-template-line", "SUITE/L2", {"code": "b", "title": "Écrire encore", "event": "undated"}, ""
    yield "apply-task-template", third, {"template": "SUITE"}, ""
    yield "remove-template-line", "SUITE/L2", None, ""
    yield "replan-tasks", third, {}, ""
    yield "retire-task-template", "SUITE", None, ""
    yield "edit-task", first, {"title": "Rappeler", "due_date": "2026-06-09"}, ""
    yield "assign-task", first, {"whom": "planner", "user": "nk"}, ""
    yield "tick-task", first, None, ""
    yield "untick-task", first, None, ""
    yield "expect-piece", first, {"what": "un accord", "whom": "client"}, ""
    yield "receive-piece", first, {"on": "2026-05-30"}, ""
    yield "refuse-piece", first, None, "not signed"
    yield "receive-piece", first, {}, ""
    yield "accept-piece", first, None, ""
    yield "add-task", third, {"title": "Salle", "blocks": ["acknowledge"]}, ""
    yield "drop-task", f"{third}/T3", None, "moot"
    yield "publish-method", "", {"text": METHOD}, ""
    yield "use-method", third, {"method": "M", "started_on": "2026-09-01"}, ""


QUESTIONNAIRE = """
format = "questionnaire/1"
code = "BESOIN"
title = "Besoin"
[[questions]]
code = "contexte"
section = "Contexte"
text = "Pourquoi ?"
mandatory = true
feeds = "context"
[[questions]]
code = "effectif"
section = "Public"
text = "Combien ?"
kind = "number"
"""


def needs_of_a_dossier() -> Iterator[Told]:
    """What a house asks of a client and of participants, in its fourth dossier."""
    wish = {"topic": "Coopérer", "client": "CLI-0001", "headcount_max": 3}
    ref, first, people = "INT-2026-0005", "INT-2026-0005/N1", "INT-2026-0005/N3"
    more = {"code": "motif", "section": "Contexte", "text": "Et puis ?"}
    longer = QUESTIONNAIRE.replace("Combien ?", "Combien de personnes ?")
    after = QUESTIONNAIRE.replace('"BESOIN"', '"AVANT"\naudience = "participants"')
    yield "publish-questionnaire", "", {"text": QUESTIONNAIRE}, ""
    yield "edit-questionnaire", "BESOIN", {"text": longer}, ""
    yield "edit-questionnaire-head", "BESOIN", {"title": "Analyse du besoin"}, ""
    yield "add-questionnaire-question", "BESOIN", more, ""
    yield "edit-questionnaire-question", "BESOIN/L2", more | {"help": "En deux mots."}, ""
    yield "rename-section", "BESOIN/L2", {"section": "Pour finir"}, ""
    yield "move-questionnaire-question", "BESOIN/L2", {"rank": 3}, ""
    yield "remove-questionnaire-question", "BESOIN/L3", None, ""
    yield "publish-questionnaire", "", {"text": after}, ""
    yield "receive-request", "", wish, ""
    yield "skip-acknowledgement", ref, None, "by telephone"
    yield "open-needs", ref, {"questionnaire": "BESOIN"}, ""
    yield "answer-needs", ref, {"question": "contexte", "answer": "Un réseau naît"}, ""
    yield "fill-needs", first, {"text": 'format = "needs-answers/1"\n[answers]\neffectif = 12'}, ""
    yield "say-respondent", first, {"answered_by": "la directrice"}, ""
    yield "print-needs", first, {}, ""
    yield "validate-needs", ref, {"name": "I. Chambraud"}, ""
    yield "revise-needs", ref, None, ""
    yield "open-needs", ref, {"questionnaire": "AVANT"}, ""
    yield "import-replies", ref, {"text": "contexte;effectif\nUn;2\nDeux;3"}, ""
    yield "answer-needs", people, {"question": "contexte", "answer": "Trois"}, ""
    yield "add-reply", people, None, ""
    yield "remove-reply", people, {"n": 2}, ""
    yield "erase-replies", people, None, "somebody asked for it"
    yield "remove-needs", people, None, "asked twice"
    yield "retire-questionnaire", "AVANT", None, ""


CARD = """
format = "rate-card/1"
code = "INTRA"
title = "Tarifs"
[[rates]]
code = "jour"
label = "Animation"
per = "group"
by = "day"
price = "1 400"
"""


def prices() -> Iterator[Told]:
    """Rates, a draft priced from them, and who pays for it, in its fifth dossier."""
    ref, rate = "INT-2026-0006", {"code": "suivi", "label": "Suivi", "price_micro": 90_000_000}
    payer = {"name": "Région", "share_bp": 3_000}
    yield "publish-rate-card", "", {"text": CARD}, ""
    yield "edit-rate-card", "INTRA", {"text": CARD.replace("1 400", "1 450")}, ""
    yield "edit-card-head", "INTRA", {"title": "Tarifs intra"}, ""
    yield "add-rate", "INTRA", rate, ""
    yield "edit-rate", "INTRA/L2", rate | {"label": "Suivi à distance"}, ""
    yield "remove-rate", "INTRA/L2", None, ""
    yield "copy-rate-card", "INTRA", {"code": "INTRA-27", "title": "Tarifs 2027"}, ""
    yield "retire-rate-card", "INTRA-27", None, ""
    yield "agree-price", "CLI-0001", {"rate": "jour", "price_micro": 1, "from_day": "2026-01-01"}, ""
    yield "end-agreed-price", "CLI-0001", {"rate": "jour", "to_day": "2026-05-31"}, ""
    yield from drafted(ref, "CLI-0001")
    yield "price-quote", f"{ref}/V1", {"card": "INTRA"}, ""
    yield "add-line", f"{ref}/V1", {"label": "Dossier", "quantity_e4": 10_000, "unit_micro": 5_000_000}, ""
    yield "add-payer", ref, payer, ""
    yield "edit-payer", f"{ref}/F1", payer | {"share_bp": 4_000}, ""
    yield "ask-funding", f"{ref}/F1", {"on": "2026-05-20"}, ""
    yield "decide-funding", f"{ref}/F1", {"decision": "refused", "on": "2026-05-30"}, ""
    yield "add-payer", ref, {"name": "Réseau", "share_bp": 1_000}, ""
    yield "remove-payer", f"{ref}/F2", None, ""


def drafted(ref: str, client: str) -> Iterator[Told]:
    """A dossier up to its draft quote, with its slots dated in 2027."""
    wish = {"topic": "Coopérer", "client": client, "programme": "COOP", "headcount_max": 3}
    year = {"INT-2026-0006": 2027, "INT-2026-0007": 2028}[ref]
    yield "receive-request", "", wish, ""
    yield "skip-acknowledgement", ref, None, "by telephone"
    yield "skip-needs", ref, None, "known"
    yield "draft-offer", ref, {"programme": "COOP"}, ""
    for slot, day in (("S1", "04-13"), ("S2", "04-14"), ("S3", "05-25")):
        when = {"day": f"{year}-{day}", "start": "09:00", "finish": "12:30", "trainers": ["TRA-0001"]}
        yield "date-slot", f"{ref}/{slot}", when, ""


def agreements() -> Iterator[Told]:
    """An employer's agreement with its amendment, a variant, and somebody who pays alone."""
    ref, agreement = "INT-2026-0006", "CONV-2026-0001"
    signatory = {"signatory": "I. Chambraud", "signatory_quality": "directrice"}
    yield "add-instalment", f"{ref}/V1", {"label": "Fin", "trigger": "end", "share_bp": 7_000}, ""
    yield "issue-quote", f"{ref}/V1", None, ""
    yield "new-variant", "DEV-2026-0003-1", {"variant": "à distance"}, ""
    yield "accept-quote", "DEV-2026-0003-1", SIGNED | {"subject_to_funding": True}, ""
    yield "refuse-funding", "DEV-2026-0003-1", {"on": "2026-06-01"}, "no budget left"
    yield "accept-quote", "DEV-2026-0003-1", SIGNED | {"subject_to_funding": True}, ""
    yield "grant-funding", "DEV-2026-0003-1", {"on": "2026-06-01"}, ""
    yield "edit-trainer", "TRA-0001", {"name": "Kerbrat", "qualification": "vingt ans d'animation"}, ""
    yield "issue-agreement", "DEV-2026-0003-1", signatory, ""
    yield "ask-signature", agreement, {"whom": "I. Chambraud", "on": "2026-06-01"}, ""
    yield "signature-text", agreement, None, ""
    yield "record-signature", agreement, SIGNED, ""
    yield "reverse-signature", agreement, None, "wrong page"
    yield "record-signature", agreement, SIGNED, ""
    yield "issue-amendment", agreement, signatory | {"why": "Un jury avance.", "headcount_max": 12}, ""
    yield "withdraw-contract", f"{agreement}-A1", None, "moot"
    said = {"text": "Plus de pratique", "agreed_with": "group", "agreed_on": "2026-06-01"}
    first, last = "DEV-2026-0003-1/E1", "DEV-2026-0003-1/E2"
    yield "address-instalment", last, {"payer": "FUN-0001"}, ""
    yield "hand-over-instalment", first, {"on": "2026-06-01", "number": "F-2026-18"}, ""
    yield "take-back-instalment", first, None, ""
    yield "write-accounts", "", None, ""
    yield "assign", ref, {"owner": "nk"}, ""
    yield "record-adaptation", f"{ref}/M1", said, ""
    yield "edit-adaptation", f"{ref}/D1", said | {"who": "le groupe"}, ""

    alone, contract = "INT-2026-0007", "CTR-2026-0001"
    yield "new-client", "", {"name": "Jeanne Martin", "kind": "individual"}, ""
    yield from drafted(alone, "CLI-0003")
    yield "add-line", f"{alone}/V1", {"label": "Cours", "quantity_e4": 10_000, "unit_micro": 90_000_000}, ""
    yield "issue-quote", f"{alone}/V1", None, ""
    yield "accept-quote", "DEV-2026-0004-1", SIGNED, ""
    yield "issue-contract", "DEV-2026-0004-1", None, ""
    yield "record-signature", contract, SIGNED, ""
    yield "record-retraction", contract, {"on": "2026-06-01"}, ""


FRAMEWORK = """
format = "framework/1"
code = "MARCHE"
title = "Marché"
client = "CLI-0004"
starts_on = 2026-01-01
ends_on = 2026-12-31
renewals = 2
tacit = false
index = "Syntec"
base = "300"
maximum = "10 000"
"""


def procurement() -> Iterator[Told]:
    """A consultation of two lots, the framework of the one that was won, its order forms."""
    ref, marche = "MAR-2026-0001", "MARCHE"
    yield "new-client", "", {"name": "Commune", "kind": "public"}, ""
    wish = {"topic": "Coopérer", "client": "CLI-0004", "kind": "procedure"}
    yield "receive-request", "", wish | {"submission_at": "2026-06-30T10:00:00Z"}, ""
    yield "describe-consultation", ref, {"reference": "2026-7"}, ""
    yield "note-lot", ref, {"code": "1", "label": "Animation", "state": "answered"}, ""
    yield "decide-lot", ref, {"code": "1", "outcome": "won", "on": "2026-06-01"}, ""
    cadre = {"code": "CADRE", "title": "Cadre", "sort": "private", "client": "CLI-0004"}
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    yield "new-framework", "", cadre | days, ""
    yield "publish-framework", "", {"text": FRAMEWORK}, ""
    yield "edit-framework", marche, {"text": FRAMEWORK.replace("Marché", "Le marché")}, ""
    head = {
        "title": "Marché",
        "client": "CLI-0004",
        "maximum_cents": 2_000_000,
        "renewals": 2,
        "tacit": False,
    }
    yield "edit-framework-head", marche, head | days | {"index": "Syntec", "base_e4": 3_000_000}, ""
    yield "set-lot", marche, {"code": "1", "label": "Animation", "maximum_cents": 1_000_000}, ""
    yield "set-lot", marche, {"code": "2", "label": "Conseil", "maximum_cents": 1_000_000}, ""
    yield "remove-lot", marche, {"code": "2"}, ""
    price = {"code": "jour", "label": "Journée", "lot": "1", "price_micro": 1_150_000_000}
    yield "add-price", marche, price, ""
    yield "edit-price", f"{marche}/L1", price | {"label": "Jour"}, ""
    yield "add-price", marche, price | {"code": "nuit"}, ""
    yield "remove-price", f"{marche}/L2", None, ""
    yield "revise-prices", marche, {"from_day": "2027-01-01", "value_e4": 3_100_000}, ""
    yield "renew-framework", marche, None, ""
    yield "print-price-schedule", marche, None, ""
    yield "place-under-framework", ref, {"framework": marche, "lot": "1"}, ""
    order = {"number": "BC-1", "on": "2026-06-01", "net_cents": 100_000}
    yield "record-order-form", ref, order, ""
    yield "edit-order-form", f"{ref}/B1", order | {"net_cents": 200_000}, ""
    yield "print-order-acknowledgement", f"{ref}/B1", None, ""
    yield "cancel-order-form", f"{ref}/B1", {"on": "2026-06-01", "why": "reporté"}, ""
    yield "end-framework", marche, {"ended_on": "2027-06-30"}, ""
    yield "retire-framework", marche, None, ""


def test_every_act_leaves_one_journal_row_and_goes_back_to_the_very_same_rows(trade: Trade) -> None:
    told = set()
    happened = NOW - timedelta(hours=1)
    before = dump(trade.database)
    for act, ref, values, reason in story():
        told.add(act)
        numbers, said = counters(trade.database), journal(trade.database)
        stored = trade.act(act, ref, values, reason=reason, occurred_at=happened)
        row = (act, stored.ref, "er", instant_text(happened), instant_text(NOW))
        now = journal(trade.database)
        assert now[: len(said)] == said
        # What follows from an act has rows of its own, after it.
        rows = [one for one in now[len(said) :] if not one[0].startswith("task-")]
        assert rows == [row] if act not in SEVERAL else row in rows
        assert stored.undoable == acts()[act].undoable
        if stored.undoable:
            undone = trade.undo()
            assert (undone.act, undone.ref) == (act, stored.ref)
            assert dump(trade.database) == before, act
            back = ("undo", stored.ref, "er", instant_text(NOW), instant_text(NOW))
            assert journal(trade.database) == [*now, back]
            # References are never given twice; the story names them, so it counts from where it stood.
            set_counters(trade.database, numbers)
            assert trade.act(act, ref, values, reason=reason, occurred_at=happened).ref == stored.ref
        after = dump(trade.database)
        assert after != before or act in ONLY_TOLD, act
        before = after
    assert told == set(acts())
    assert examine_database(trade.database) == ()


def counters(database: Database) -> list[tuple[str, int, str]]:
    with database.reading() as unit:
        return [tuple(row) for row in fetch(unit.driver, "SELECT series, value, last_on FROM counters")]


def set_counters(database: Database, numbers: list[tuple[str, int, str]]) -> None:
    with database.transaction() as unit:
        run(unit.driver, "DELETE FROM counters")
        for row in numbers:
            run(unit.driver, "INSERT INTO counters (series, value, last_on) VALUES (?, ?, ?)", row)
        unit.commit()
