"""What the doctor can find, each with its sentence and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from backoffice.i18n import N_, _

_RESTORE = N_("Restore the last good backup, and find out who or what changed the database.")
_TELL = N_("Look at the record and at its history; correct it by an act, or restore the last good backup.")
_RETELL = N_("Have them told again from the journal: backoffice doctor --repair")
_AGAIN = N_("Open the record and save it again.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a code for scripts, what it is about, a sentence, what to do."""

    code: str
    subject: str
    text: str
    remedy: str


_SENTENCES = {
    "damaged": (N_("{subject} can't be read whole: {detail}."), _RESTORE),
    "foreign_key": (N_("{subject} points to a row that isn't there: {detail}."), _RESTORE),
    "missing_trigger": (N_("The rule {subject} has been taken out of the database."), _RESTORE),
    "schema": (N_("The table or index {subject} isn't as it was made."), _RESTORE),
    "search_index": (N_("The search index {subject} doesn't match its table."), _RESTORE),
    "open_rights": (
        N_("{subject} can be read by other accounts ({detail})."),
        N_("Take their rights away: chmod 600 on the file."),
    ),
    "value": (N_("{subject} holds a value that can't be one: {detail}."), _RESTORE),
    "journal_gap": (N_("Row {subject} of the journal doesn't follow the one before it."), _RESTORE),
    "journal_chain": (N_("Row {subject} of the journal isn't chained to the one before it."), _RESTORE),
    "journal_hash": (N_("Row {subject} of the journal isn't what was written."), _RESTORE),
    "journal_payload": (N_("The content of row {subject} of the journal isn't what was written."), _RESTORE),
    "journal_payload_missing": (N_("Row {subject} of the journal lost its content untraced."), _RESTORE),
    "journal_head": (N_("The journal doesn't end where it did ({subject} rows)."), _RESTORE),
    "altered": (N_("{subject} isn't what was issued."), _RESTORE),
    "missing": (N_("{subject} was issued and is no longer there."), _RESTORE),
    "unsealed": (N_("{subject} is there and no act issued it."), _RESTORE),
    "blob_altered": (N_("The bytes {subject} no longer have their hash."), _RESTORE),
    "blob_orphan": (
        N_("Nothing refers to the bytes {subject}."),
        N_("They do no harm."),
    ),
    "number_gap": (N_("Series {subject} isn't 1 to n without gap: {detail}."), _RESTORE),
    "number_counter": (N_("Series {subject} was given beyond its counter, or has none."), _RESTORE),
    "quote_totals": (N_("The amounts of quote {subject} aren't what its lines give: {detail}."), _TELL),
    "quote_instalments": (N_("The instalments of quote {subject} don't make its total."), _TELL),
    "quote_state": (N_("Quote {subject} can't be in its state: {detail}."), _TELL),
    "quote_document": (N_("Quote {subject} was issued and has no document."), _TELL),
    "contract_document": (N_("{subject} was issued and has no document."), _TELL),
    "contract_state": (N_("{subject} can't be in its state: {detail}."), _TELL),
    "framework_orders": (N_("What is ordered under {subject} doesn't fit in it: {detail}"), _TELL),
    "proposal_document": (N_("Proposal {subject} was sent and has no document."), _TELL),
    "stage_unreachable": (N_("Dossier {subject} can't have reached its stage: {detail}."), _TELL),
    "slot_time": (N_("Slot {subject} has times that don't fit together."), _TELL),
    "task_state": (N_("Task {subject} can't be in its state: {detail}."), _TELL),
    "task_order": (N_("Task {subject} isn't listed where its day and its state say."), _AGAIN),
    "journal_dossier": (N_("Row {subject} of the journal isn't linked to its dossier."), _RETELL),
    "commitments": (N_("The commitments of {subject} aren't what its history tells."), _RETELL),
    "dues": (
        N_("What is due in {subject} isn't what its quotes, dates and contracts give."),
        N_("Have it reckoned again: backoffice doctor --repair"),
    ),
    "search_text": (N_("{subject} isn't found by its present words."), _AGAIN),
}


def finding(code: str, subject: object, detail: object = "") -> Finding:
    """The finding with this code about `subject`, in the language in force."""
    text, remedy = _SENTENCES[code]
    return Finding(code, str(subject), _(text).format(subject=subject, detail=detail), _(remedy))
