"""How a state is shown: a glyph, a word and a tone, never a colour alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from backoffice.domain.choices import EXCHANGE_KINDS, FAMILIES
from backoffice.domain.needs.questionnaire import AUDIENCES, KIND_LABELS
from backoffice.domain.needs.sections import PROPOSAL_SECTIONS
from backoffice.i18n import _, language, pgettext


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands for a state: every glyph is one cell wide in every terminal."""

    glyph: str
    word: str
    tone: str = ""

    def __str__(self) -> str:
        return f"{self.glyph} {self.word}" if self.glyph else self.word


def sign(family: str, token: str) -> Sign:
    """The sign of `token` in its family; a token that isn't known is shown as it is."""
    if not token:
        return Sign("", "")
    return _family(family, language()).get(token) or Sign("", token.replace("_", " "))


def tokens(family: str) -> tuple[str, ...]:
    """The tokens of a family, in the order of the trade."""
    return tuple(_family(family, language()))


@cache
def _family(family: str, _language: str) -> dict[str, Sign]:
    make = _FAMILIES.get(family)
    return make() if make else {}


def _stage() -> dict[str, Sign]:
    return {
        "received": Sign("○", pgettext("request", "received"), "warn"),
        "acknowledged": Sign("◔", pgettext("request", "acknowledged"), "info"),
        "analysing": Sign("◑", pgettext("request", "analysing"), "info"),
        "drafting": Sign("◕", pgettext("request", "drafting"), "info"),
        "offered": Sign("◆", pgettext("request", "offered"), "brand"),
        "accepted": Sign("✓", pgettext("request", "accepted"), "good"),
        "closed": Sign("■", pgettext("request", "closed"), "quiet"),
        "declined": Sign("✗", pgettext("request", "declined"), "quiet"),
        "withdrawn": Sign("⊘", pgettext("request", "withdrawn"), "quiet"),
        "expired": Sign("▽", pgettext("request", "expired"), "quiet"),
    }


def _team_role() -> dict[str, Sign]:
    # Other roles are the house's own words, and shown as they are.
    return {"lead": Sign("", pgettext("trainer", "lead"))}


def _due() -> dict[str, Sign]:
    return {
        "late": Sign("▲", pgettext("commitment", "late"), "bad"),
        "due_soon": Sign("△", pgettext("commitment", "due soon"), "warn"),
        "running": Sign("▷", pgettext("commitment", "running"), "info"),
        "suspended": Sign("‖", pgettext("commitment", "suspended"), "quiet"),
        "kept": Sign("✓", pgettext("commitment", "kept"), "good"),
        "broken": Sign("✗", pgettext("commitment", "broken"), "bad"),
        "lifted": Sign("⊘", pgettext("commitment", "lifted"), "quiet"),
    }


def _slot() -> dict[str, Sign]:
    return {
        "to_plan": Sign("○", pgettext("slot", "to plan"), "warn"),
        "no_date": Sign("·", pgettext("slot", "no date"), "quiet"),
        "proposed": Sign("◔", pgettext("slot", "proposed"), "info"),
        "held": Sign("◑", pgettext("slot", "held"), "info"),
        "expired": Sign("▽", pgettext("slot", "option expired"), "warn"),
        "confirmed": Sign("●", pgettext("slot", "confirmed"), "good"),
        "done": Sign("■", pgettext("slot", "done"), "quiet"),
        "cancelled": Sign("✗", pgettext("slot", "cancelled"), "quiet"),
        "moved": Sign("⇢", pgettext("slot", "moved"), "quiet"),
    }


def _away_source() -> dict[str, Sign]:
    return {
        "by_hand": Sign("", pgettext("unavailability", "by hand")),
        "ics": Sign("", pgettext("unavailability", "from a calendar")),
    }


def _calendar_option() -> dict[str, Sign]:
    return {
        "offered": Sign("◔", pgettext("calendar option", "offered"), "info"),
        "held": Sign("◑", pgettext("calendar option", "held"), "info"),
        "chosen": Sign("✓", pgettext("calendar option", "chosen"), "good"),
        "released": Sign("⊘", pgettext("calendar option", "released"), "quiet"),
        "expired": Sign("▽", pgettext("calendar option", "expired"), "warn"),
    }


def _board() -> dict[str, Sign]:
    """What stands in a half-day of the planner, or what keeps it free."""
    return {
        **{name: _slot()[name] for name in ("proposed", "held", "expired", "confirmed", "done")},
        "staged": Sign("◆", pgettext("board", "moved, not saved"), "brand"),
        "left": Sign("◌", pgettext("board", "where it was"), "quiet"),
        "away": Sign("/", pgettext("board", "away"), "warn"),
        "busy": Sign("≡", pgettext("board", "busy elsewhere"), "warn"),
        "holiday": Sign("╳", pgettext("board", "public holiday"), "bad"),
        "closure": Sign("▒", pgettext("board", "closed"), "warn"),
        "school": Sign("░", pgettext("board", "school holidays"), "info"),
        "unknown": Sign("?", pgettext("board", "not published"), "frame"),
        "free": Sign("·", pgettext("board", "free"), "frame"),
        "weekend": Sign(" ", pgettext("board", "weekend"), ""),
    }


def _quote() -> dict[str, Sign]:
    return {
        "draft": Sign("◔", pgettext("quote", "draft"), "info"),
        "issued": Sign("◆", pgettext("quote", "issued"), "brand"),
        "accepted": Sign("✓", pgettext("quote", "accepted"), "good"),
        "refused": Sign("✗", pgettext("quote", "refused"), "quiet"),
        "expired": Sign("▽", pgettext("quote", "expired"), "warn"),
        "withdrawn": Sign("⊘", pgettext("quote", "withdrawn"), "quiet"),
        "superseded": Sign("⇢", pgettext("quote", "superseded"), "quiet"),
    }


def _instalment() -> dict[str, Sign]:
    return {
        "late": Sign("▲", pgettext("instalment", "late"), "bad"),
        "due_soon": Sign("◆", pgettext("instalment", "due soon"), "warn"),
        "to_come": Sign("○", pgettext("instalment", "to come"), "info"),
        "undated": Sign("·", pgettext("instalment", "no date yet"), "quiet"),
        "waits": Sign("…", pgettext("instalment", "funding awaited"), "quiet"),
        "handed": Sign("✓", pgettext("instalment", "passed on"), "good"),
    }


def _waiting() -> dict[str, Sign]:
    return {
        "us": Sign("", pgettext("waiting for", "us")),
        "client": Sign("", pgettext("waiting for", "client")),
        "funder": Sign("", pgettext("waiting for", "funder")),
        "trainer": Sign("", pgettext("waiting for", "trainer")),
    }


def _request_kind() -> dict[str, Sign]:
    return {
        "intra": Sign("", pgettext("request kind", "intra")),
        "procedure": Sign("", pgettext("request kind", "procedure")),
        "inter": Sign("", pgettext("request kind", "inter")),
        "own_session": Sign("", pgettext("request kind", "own session")),
    }


def _step() -> dict[str, Sign]:
    return {
        "acknowledge": Sign("", pgettext("step", "acknowledgement")),
        "first_answer": Sign("", pgettext("step", "first answer")),
        "needs": Sign("", pgettext("step", "needs analysis")),
        "proposal": Sign("", pgettext("step", "proposal")),
        "quote": Sign("", pgettext("step", "quote")),
        "dates": Sign("", pgettext("step", "dates")),
        "documents": Sign("", pgettext("step", "documents")),
        "certificates": Sign("", pgettext("step", "certificates")),
        "complaint": Sign("", pgettext("step", "complaint answer")),
    }


def _owed_by() -> dict[str, Sign]:
    return {
        "us": Sign("", pgettext("owed by", "us")),
        "client": Sign("", pgettext("owed by", "client")),
        "funder": Sign("", pgettext("owed by", "funder")),
        "participant": Sign("", pgettext("owed by", "participants")),
    }


def _mode() -> dict[str, Sign]:
    return {
        "on_site": Sign("", pgettext("mode", "on site")),
        "remote": Sign("", pgettext("mode", "remote")),
        "workplace": Sign("", pgettext("mode", "at work")),
    }


def _kind() -> dict[str, Sign]:
    return {
        "request": Sign("", pgettext("record", "request")),
        "client": Sign("", pgettext("record", "client")),
        "contact": Sign("", pgettext("record", "contact")),
        "funder": Sign("", pgettext("record", "funder")),
        "user": Sign("", pgettext("record", "user")),
        "programme": Sign("", pgettext("record", "programme")),
        "pathway": Sign("", pgettext("record", "pathway")),
        "method": Sign("", pgettext("record", "method")),
        "trainer": Sign("", pgettext("record", "trainer")),
        "venue": Sign("", pgettext("record", "venue")),
        "participant": Sign("", pgettext("record", "participant")),
        "group": Sign("", pgettext("record", "group")),
        "enrolment": Sign("", pgettext("record", "enrolment")),
        "quote": Sign("", pgettext("record", "quote")),
        "slot": Sign("", pgettext("record", "slot")),
        "document": Sign("", pgettext("record", "document")),
        "task": Sign("", pgettext("record", "task")),
        "task-template": Sign("", pgettext("record", "template of tasks")),
        "template-line": Sign("", pgettext("record", "task of a template")),
        "rate-card": Sign("", pgettext("record", "rate card")),
        "rate": Sign("", pgettext("record", "rate")),
        "payer": Sign("", pgettext("record", "payer")),
        "commitment": Sign("", pgettext("record", "commitment")),
        "question": Sign("", pgettext("record", "question")),
        "exchange": Sign("", pgettext("record", "exchange")),
        "attachment": Sign("", pgettext("record", "attachment")),
        "option": Sign("", pgettext("record", "calendar option")),
        "contract": Sign("", pgettext("record", "agreement or contract")),
        "adaptation": Sign("", pgettext("record", "adaptation")),
        "proposal": Sign("", pgettext("record", "detailed proposal")),
        "section": Sign("", pgettext("record", "section")),
        "questionnaire": Sign("", pgettext("record", "questionnaire")),
        "framework": Sign("", pgettext("record", "framework")),
        "schedule-line": Sign("", pgettext("record", "price of a framework")),
        "order-form": Sign("", pgettext("record", "order form")),
        "questionnaire-question": Sign("", pgettext("record", "question of a questionnaire")),
        "needs": Sign("", pgettext("record", "needs analysis")),
        "objective": Sign("", pgettext("record", "objective")),
        "requirement": Sign("", pgettext("record", "requirement")),
        "access-delay": Sign("", pgettext("record", "access delay")),
        "shown-price": Sign("", pgettext("record", "price shown")),
        "result": Sign("", pgettext("record", "result")),
        "format": Sign("", pgettext("record", "format")),
        "programme-module": Sign("", pgettext("record", "module")),
        "part": Sign("", pgettext("record", "part")),
        "gap": Sign("", pgettext("record", "gap")),
        "block-gap": Sign("", pgettext("record", "gap between blocks")),
        "team-role": Sign("", pgettext("record", "role in the team")),
        "provision": Sign("", pgettext("record", "item to provide")),
        "stretch": Sign("", pgettext("record", "place in a pathway")),
        "house-text": Sign("", pgettext("record", "text")),
    }


def _document() -> dict[str, Sign]:
    return {
        "quote": Sign("", pgettext("document", "quote")),
        "proposal": Sign("", pgettext("document", "proposal")),
        "agreement": Sign("", pgettext("document", "agreement")),
        "contract": Sign("", pgettext("document", "contract")),
        "amendment": Sign("", pgettext("document", "amendment")),
        "attendance_sheet": Sign("", pgettext("document", "attendance sheet")),
        "programme_sheet": Sign("", pgettext("document", "programme sheet")),
        "acknowledgement": Sign("", pgettext("document", "acknowledgement")),
        "calendar_options": Sign("", pgettext("document", "calendar options")),
        "questionnaire": Sign("", pgettext("document", "questionnaire")),
        "order_acknowledgement": Sign("", pgettext("document", "acknowledgement of an order")),
    }


def _contract() -> dict[str, Sign]:
    return {
        "issued": Sign("◆", pgettext("agreement", "to be signed"), "warn"),
        "asked": Sign("◑", pgettext("agreement", "sent to be signed"), "info"),
        "signed": Sign("✓", pgettext("agreement", "signed"), "good"),
        "withdrawn": Sign("⊘", pgettext("agreement", "withdrawn"), "quiet"),
        "retracted": Sign("✗", pgettext("agreement", "given up in time"), "quiet"),
    }


def _text() -> dict[str, Sign]:
    return {
        "holds": Sign("●", pgettext("text", "in force"), "good"),
        "to_come": Sign("◔", pgettext("text", "to come"), "info"),
        "past": Sign("○", pgettext("text", "before"), "quiet"),
        "retired": Sign("■", pgettext("text", "retired"), "quiet"),
    }


def _programme() -> dict[str, Sign]:
    return {
        "draft": Sign("◔", pgettext("programme", "draft"), "info"),
        "published": Sign("●", pgettext("programme", "published"), "good"),
        "retired": Sign("■", pgettext("programme", "retired"), "quiet"),
    }


def _order_form() -> dict[str, Sign]:
    return {
        "open": Sign("●", pgettext("order form", "in force"), "good"),
        "cancelled": Sign("⊘", pgettext("order form", "cancelled"), "quiet"),
    }


def _lot() -> dict[str, Sign]:
    return {
        "studied": Sign("◔", pgettext("lot", "studied"), "info"),
        "answered": Sign("◑", pgettext("lot", "answered"), "warn"),
        "left": Sign("■", pgettext("lot", "not answered"), "quiet"),
        "won": Sign("✓", pgettext("lot", "won"), "good"),
        "lost": Sign("✗", pgettext("lot", "lost"), "bad"),
        "dropped": Sign("⊘", pgettext("lot", "without follow-up"), "quiet"),
    }


def _answer() -> dict[str, Sign]:
    return {
        "not_asked": Sign("○", pgettext("answer", "not asked"), "quiet"),
        "asked": Sign("◔", pgettext("answer", "asked"), "info"),
        "yes": Sign("✓", pgettext("answer", "yes"), "good"),
        "no": Sign("✗", pgettext("answer", "no"), "bad"),
    }


def _enrolment() -> dict[str, Sign]:
    return {
        "candidate": Sign("○", pgettext("enrolment", "candidate"), "info"),
        "admitted": Sign("◔", pgettext("enrolment", "admitted"), "info"),
        "waiting": Sign("‖", pgettext("enrolment", "waiting"), "warn"),
        "refused": Sign("✗", pgettext("enrolment", "refused"), "quiet"),
        "enrolled": Sign("●", pgettext("enrolment", "enrolled"), "good"),
        "withdrawn": Sign("⊘", pgettext("enrolment", "withdrawn"), "quiet"),
        "replaced": Sign("⇢", pgettext("enrolment", "replaced"), "quiet"),
    }


def _task() -> dict[str, Sign]:
    return {
        "late": Sign("▲", pgettext("task", "late"), "bad"),
        "to_do": Sign("○", pgettext("task", "to do"), "info"),
        "to_receive": Sign("◔", pgettext("task", "to receive"), "info"),
        "received": Sign("◑", pgettext("task", "received"), "warn"),
        "refused": Sign("✗", pgettext("task", "refused"), "warn"),
        "done": Sign("✓", pgettext("task", "done"), "good"),
        "accepted": Sign("✓", pgettext("task", "accepted"), "good"),
        "dropped": Sign("⊘", pgettext("task", "dropped"), "quiet"),
    }


def _decision() -> dict[str, Sign]:
    return {
        "confirmed": Sign("●", pgettext("group", "confirmed"), "good"),
        "postponed": Sign("‖", pgettext("group", "postponed"), "warn"),
        "merged": Sign("⇢", pgettext("group", "merged into another"), "quiet"),
        "repriced": Sign("◔", pgettext("group", "repriced"), "info"),
    }


def _proof() -> dict[str, Sign]:
    return {
        "proved": Sign("✓", pgettext("proof", "seen"), "good"),
        "missing": Sign("✗", pgettext("proof", "missing"), "bad"),
        "wished": Sign("○", pgettext("proof", "wished for"), "quiet"),
    }


def _requirement_kind() -> dict[str, Sign]:
    return {
        "experience": Sign("", pgettext("requirement", "experience")),
        "diploma": Sign("", pgettext("requirement", "diploma")),
        "module": Sign("", pgettext("requirement", "earlier module")),
        "document": Sign("", pgettext("requirement", "document")),
        "interview": Sign("", pgettext("requirement", "interview")),
        "membership": Sign("", pgettext("requirement", "membership")),
        "recommended": Sign("", pgettext("requirement", "recommended")),
    }


def _import() -> dict[str, Sign]:
    return {
        "created": Sign("+", pgettext("import", "new"), "good"),
        "updated": Sign("~", pgettext("import", "changed"), "info"),
        "unchanged": Sign("=", pgettext("import", "the same"), "quiet"),
        "refused": Sign("✗", pgettext("import", "refused"), "bad"),
        "double": Sign("△", pgettext("import", "a double?"), "warn"),
    }


def _question() -> dict[str, Sign]:
    return {
        "open": Sign("?", pgettext("question", "open"), "warn"),
        "answered": Sign("✓", pgettext("question", "answered"), "good"),
        "dropped": Sign("⊘", pgettext("question", "dropped"), "quiet"),
    }


def _direction() -> dict[str, Sign]:
    return {
        "out": Sign("→", pgettext("exchange", "outgoing")),
        "in": Sign("←", pgettext("exchange", "incoming")),
        "together": Sign("↔", pgettext("exchange", "together")),
    }


def _exchange() -> dict[str, Sign]:
    """Which way it went, and what it was: → call, ← e-mail, ↔ meeting."""
    ways = {
        f"{way}-{kind}": Sign(one.glyph, _(label))
        for way, one in _direction().items()
        for kind, label in EXCHANGE_KINDS
    }
    return ways | {"removed": Sign("⊘", pgettext("exchange", "removed"), "quiet")}


def _file() -> dict[str, Sign]:
    return {
        "kept": Sign("●", pgettext("file", "kept"), "good"),
        "removed": Sign("⊘", pgettext("file", "removed"), "quiet"),
    }


def _proposal() -> dict[str, Sign]:
    return {
        "draft": Sign("✎", pgettext("proposal", "draft"), "quiet"),
        "sent": Sign("→", pgettext("proposal", "sent"), "info"),
        "accepted": Sign("✓", pgettext("proposal", "accepted"), "good"),
        "superseded": Sign("⊘", pgettext("proposal", "superseded"), "quiet"),
        "withdrawn": Sign("✗", pgettext("proposal", "withdrawn"), "quiet"),
        "refused": Sign("✗", pgettext("proposal", "refused"), "bad"),
        "expired": Sign("◌", pgettext("proposal", "expired"), "warn"),
    }


def _printed() -> dict[str, Sign]:
    return {
        "printed": Sign("✓", pgettext("section", "printed"), "good"),
        "left_out": Sign("⊘", pgettext("section", "left out"), "quiet"),
    }


def _option() -> dict[str, Sign]:
    return {"option": Sign("+", pgettext("quote line", "option"), "info")}


def _line_origin() -> dict[str, Sign]:
    return {
        "rate": Sign("=", pgettext("quote line", "rate"), "good"),
        "changed": Sign("±", pgettext("quote line", "changed"), "warn"),
        "by_hand": Sign("+", pgettext("quote line", "by hand"), "info"),
        "dropped": Sign("−", pgettext("quote line", "taken out"), "quiet"),
    }


def _funding() -> dict[str, Sign]:
    return {
        "to_ask": Sign("○", pgettext("funding", "to ask"), "info"),
        "asked": Sign("…", pgettext("funding", "asked"), "info"),
        "granted": Sign("✓", pgettext("funding", "granted"), "good"),
        "reduced": Sign("±", pgettext("funding", "reduced"), "warn"),
        "refused": Sign("✗", pgettext("funding", "refused"), "bad"),
    }


def _needs() -> dict[str, Sign]:
    return {
        "draft": Sign("◑", pgettext("needs", "being answered"), "info"),
        "validated": Sign("✓", pgettext("needs", "validated"), "good"),
        "superseded": Sign("⇢", pgettext("needs", "superseded"), "quiet"),
        "missing": Sign("○", pgettext("needs", "to be answered"), "warn"),
        "to_erase": Sign("▽", pgettext("needs", "to be erased"), "warn"),
    }


def _words(pairs: tuple[tuple[str, str], ...]) -> dict[str, Sign]:
    return {token: Sign("", _(label)) for token, label in pairs}


_FAMILIES: dict[str, Callable[[], dict[str, Sign]]] = {
    "stage": _stage,
    "team_role": _team_role,
    "due": _due,
    "slot": _slot,
    "board": _board,
    "away_source": _away_source,
    "calendar_option": _calendar_option,
    "contract": _contract,
    "order_form": _order_form,
    "lot": _lot,
    "quote": _quote,
    "instalment": _instalment,
    "waiting": _waiting,
    "request_kind": _request_kind,
    "step": _step,
    "owed_by": _owed_by,
    "mode": _mode,
    "kind": _kind,
    "document": _document,
    "programme": _programme,
    "text": _text,
    "answer": _answer,
    "enrolment": _enrolment,
    "task": _task,
    "decision": _decision,
    "proof": _proof,
    "requirement_kind": _requirement_kind,
    "import": _import,
    "question": _question,
    "direction": _direction,
    "exchange": _exchange,
    "file": _file,
    "option": _option,
    "proposal": _proposal,
    "printed": _printed,
    "line_origin": _line_origin,
    "funding": _funding,
    "needs": _needs,
    "mandatory": lambda: {"mandatory": Sign("*", pgettext("needs", "mandatory"), "info")},
    "question_kind": lambda: _words(KIND_LABELS),
    "asked_of": lambda: _words(AUDIENCES),
    "section": lambda: _words(PROPOSAL_SECTIONS),
    **{name: partial(_words, pairs) for name, pairs in FAMILIES.items()},
}
