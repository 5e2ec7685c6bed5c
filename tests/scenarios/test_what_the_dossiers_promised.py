"""What was promised in each of the five dossiers, by when, and what became of it."""

from __future__ import annotations

import pytest

from backoffice.services.lists import read
from backoffice.services.office import Office

A, A_INTRA, B, C, D, E = (
    *("S44, session", "S44 en intra", "Appui de deux jours", "Conduire une coopération, session"),
    *("Conduire un projet de coopération", "Formation-action"),
)
# Policy: target and due date, state, what closed it: a proposal that goes with its quote is kept by whichever
# left first. 25 May is Whit Monday, 14 July and 11 November days off.
PROMISED = {
    A: {
        "dates": ("2026-06-10", "2026-06-10", "kept", "confirm-slots"),
        "documents": ("2026-06-23", "2026-06-23", "kept", "print-attendance-sheets"),
        "certificates": ("2026-07-16", "2026-07-16", "running", None),
    },
    A_INTRA: {
        "acknowledge": ("2026-05-26", "2026-05-26", "kept", "acknowledge"),
        "first-answer-intra": ("2026-06-05", "2026-06-05", "kept", "send-proposal"),
        "needs": ("2026-05-29", "2026-05-29", "kept", "start-analysis"),
        "proposal": ("2026-06-10", "2026-06-10", "kept", "send-proposal"),
        "quote": ("2026-06-10", "2026-06-10", "kept", "issue-quote"),
        # Thirty days end on a Saturday: the client has until Monday, and we ask on Friday.
        "quote-answer": ("2026-06-26", "2026-06-29", "running", None),
    },
    B: {
        "acknowledge": ("2026-05-26", "2026-05-26", "kept", "acknowledge"),
        "first-answer-intra": ("2026-06-05", "2026-06-05", "kept", "issue-quote"),
        "needs": ("2026-05-29", "2026-05-29", "kept", "start-analysis"),
        "proposal": ("2026-06-09", "2026-06-09", "kept", "issue-quote"),
        "quote": ("2026-06-09", "2026-06-09", "kept", "issue-quote"),
        "quote-answer": ("2026-06-26", "2026-06-26", "kept", "accept-quote"),
        "dates": ("2026-06-12", "2026-06-12", "kept", "confirm-slots"),
        "participants": ("2026-09-09", "2026-09-09", "kept", "enrol"),
        "documents": ("2026-09-10", "2026-09-10", "kept", "print-attendance-sheets"),
        "certificates": ("2026-10-15", "2026-10-15", "running", None),
    },
    # A session of ours owes nobody a first answer.
    C: {"dates": ("2026-06-11", "2026-06-11", "running", None)},
    D: {
        "acknowledge": ("2026-05-27", "2026-05-27", "kept", "acknowledge"),
        # Fifteen days end on Saturday 6 June.
        "first-answer-intra": ("2026-06-05", "2026-06-08", "kept", "issue-quote"),
        "needs": ("2026-06-01", "2026-06-01", "kept", "open-needs"),
        "proposal": ("2026-06-09", "2026-06-09", "kept", "issue-quote"),
        "quote": ("2026-06-09", "2026-06-09", "kept", "issue-quote"),
        "quote-answer": ("2026-06-26", "2026-06-26", "kept", "accept-quote"),
        "dates": ("2026-06-11", "2026-06-11", "kept", "confirm-slots"),
        "participants": ("2026-09-14", "2026-09-14", "kept", "enrol"),
        "documents": ("2026-09-15", "2026-09-15", "kept", "print-attendance-sheets"),
        "certificates": ("2026-11-19", "2026-11-19", "running", None),
    },
    # The reference policy: fifteen calendar days from its receipt on 20 May, kept by the first answer.
    E: {
        "acknowledge": ("2026-05-22", "2026-05-22", "kept", "acknowledge"),
        "first-answer-intra": ("2026-06-04", "2026-06-04", "kept", "issue-quote"),
        "needs": ("2026-05-28", "2026-05-28", "kept", "start-analysis"),
        "proposal": ("2026-06-05", "2026-06-05", "kept", "issue-quote"),
        "quote": ("2026-06-05", "2026-06-05", "kept", "issue-quote"),
        "quote-answer": ("2026-06-19", "2026-06-22", "kept", "accept-quote"),
        "dates": ("2026-06-11", "2026-06-11", "kept", "confirm-slots"),
        "participants": ("2026-08-21", "2026-08-21", "kept", "enrol"),
        "documents": ("2026-08-24", "2026-08-24", "kept", "print-attendance-sheets"),
        "certificates": ("2026-11-27", "2026-11-27", "running", None),
    },
}


@pytest.mark.parametrize("topic", PROMISED)
def test_what_the_dossier_promised_and_what_became_of_it(office: Office, topic: str) -> None:
    [ref] = [one["ref"] for one in read(office, "requests")["items"] if one["topic"].startswith(topic)]
    found = [one for one in read(office, "commitments", limit=1_000)["items"] if one["ref"] == ref]
    keys = ("target_date", "due_date", "state", "closed_by")
    assert {one["policy"]: tuple(one[key] for key in keys) for one in found} == PROMISED[topic]
    assert len(found) == len(PROMISED[topic])
