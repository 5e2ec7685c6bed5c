"""Detailed proposals: grown from what is known, written, frozen, compared, accepted; nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from backoffice.content.markdown import MarkdownRefused
from backoffice.documents.errors import GlyphMissing
from backoffice.documents.printing import render
from backoffice.documents.sheets import ProposalSheet
from backoffice.domain.lifecycle import MoveRefused
from backoffice.domain.proposal import SECTIONS, ProposalMoveRefused
from backoffice.errors import BackofficeError, NotFound, each
from backoffice.i18n import speaking
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of
from backoffice.services.kinds import resolve
from backoffice.services.proposals.comparing import SectionChange, compared
from backoffice.services.proposals.sending import ProposalLacks
from backoffice.services.proposals.sheet import document_of, proposal_sheet
from backoffice.services.questions import QuestionsOpen
from backoffice.services.showing import shown
from backoffice.services.standing import next_of
from backoffice.store.doctor import examine_database
from backoffice.store.errors import VersionConflict
from backoffice.store.records import JournalRow, Proposal
from tests.services.conftest import LINE, MORNING, PROGRAMME, Trade, dump

RICH = PROGRAMME.replace(
    'objectives = [{ text = "Nommer les cadres" }]',
    'objectives = [{ text = "Nommer les cadres", evaluation = "cas, module 1" },'
    ' { text = "Animer", evaluation = "mise en situation, module 2" }]\n'
    'accessibility = "Des aménagements *sur* demande <ici>"\n'
    'results = [{ label = "Satisfaits", value = "91 %", count = 58, period = "2025",'
    ' method = "4 et 5 sur 5" }]',
).replace(
    'title = "Animer"',
    'title = "Animer"\nlink = { least = "3 weeks", most = "8 weeks", meanwhile = "Essayer" }',
)


def doing_on(unit: Any) -> Doing:
    return Doing(unit, settings_of(unit), None, unit.now)


def sheet(trade: Trade, ref: str) -> ProposalSheet:
    with trade.database.reading() as unit:
        return proposal_sheet(doing_on(unit), resolve(unit, ref, "proposal").record)


def section(trade: Trade, ref: str, code: str) -> Any:
    return next(one for one in sheet(trade, ref).sections if one.code == code)


def state(trade: Trade, ref: str) -> str:
    with trade.database.reading() as unit:
        found: Proposal = resolve(unit, ref, "proposal").record
        return found.state


def stage(trade: Trade, ref: str) -> str:
    with trade.database.reading() as unit:
        return str(resolve(unit, ref).record.stage)


def place(code: str) -> int:
    return [one.code for one in SECTIONS].index(code) + 1


def rich(trade: Trade, **values: Any) -> str:
    """A dossier of a programme whose objectives name their modules."""
    trade.act("publish-programme", "", {"text": RICH})
    return trade.drafted(**values)


def whole(trade: Trade, ref: str) -> str:
    """A draft that lacks nothing."""
    return trade.act("draft-proposal", ref).ref


def differences(trade: Trade, first: str, second: str) -> Sequence[SectionChange]:
    with trade.database.reading() as unit:
        one, other = (resolve(unit, ref).record for ref in (first, second))
        return [change for change in compared(doing_on(unit), one, other) if change.state != "same"]


# -- growing


def test_a_draft_grows_from_the_programme_the_request_and_the_quote(trade: Trade) -> None:
    ref = rich(trade, audience="Cadres * et élus", places="Guéret")
    proposal = trade.act("draft-proposal", ref).ref
    assert proposal == f"{ref}/R1"
    found = sheet(trade, proposal)
    assert (found.title, found.number, found.total_cents) == ("Coopérer", f"{ref}-R1", 290_000)
    told = {one.code: one for one in found.sections}
    text = "".join(words.text for block in told["context"].before for words in block.words)
    # What people typed is text, whatever signs it holds.
    assert "Cadres * et élus" in text
    assert "Des aménagements *sur* demande <ici>" in [
        w.text for b in told["accessibility"].before for w in b.words
    ]
    rows = told["objectives"].tables[0].rows
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("Nommer les cadres", "Module 1 – Démarrer", "cas, module 1"),
        ("Animer", "Module 2 – Animer", "mise en situation, module 2"),
    ]
    assert told["between"].tables[0].rows == (("Module 1 → Module 2", "3 à 8\xa0semaines", "Essayer", "–"),)
    assert told["results"].tables[0].rows == (("Satisfaits", "91 %", "58", "2025", "4 et 5 sur 5"),)
    assert told["price"].tables[0].rows[-1][-1] == "2\u202f900,00\u00a0€"
    assert [stop.module for stop in found.stops] == ["Module 1", "Module 2"]


def test_tables_follow_the_data_and_are_never_typed_again(trade: Trade) -> None:
    ref = rich(trade)
    proposal = whole(trade, ref)
    assert len(section(trade, proposal, "price").tables[0].rows) == 2
    trade.act("add-line", f"{ref}/V1", LINE | {"label": "Préparation"})
    trade.dated(f"{ref}/S1", "2026-09-15", trainers=[trade.trainer()])
    rows = section(trade, proposal, "price").tables[0].rows
    assert [row[0] for row in rows] == ["Animation", "Préparation", "Total net de taxe"]
    assert section(trade, proposal, "dates").tables[0].rows[0][1] == "mardi 15 septembre 2026"
    assert [row[0] for row in section(trade, proposal, "team").tables[0].rows] == ["Kerbrat"]


def test_all_dates_known_the_calendar_is_drawn_with_its_gaps(trade: Trade) -> None:
    ref = rich(trade)
    proposal = whole(trade, ref)
    for slot, day in (("S1", "2026-09-15"), ("S2", "2026-09-16"), ("S3", "2026-10-13")):
        trade.dated(f"{ref}/{slot}", day, MORNING)
    found = sheet(trade, proposal)
    assert [(one.first, one.then, one.days) for one in found.pauses] == [("Module 1", "Module 2", 27)]
    assert not found.stops
    assert len(found.sittings) == 3


def test_a_dossier_without_modules_has_nothing_to_propose(trade: Trade) -> None:
    ref = trade.received()
    with pytest.raises(BackofficeError, match="holds no module"):
        trade.act("draft-proposal", ref)


# -- writing


def test_a_section_is_saved_by_itself_and_two_people_write_two_sections(trade: Trade) -> None:
    proposal = whole(trade, rich(trade))
    trade.act("edit-section", f"{proposal}/L1", {"before": "**Un**"}, version=1)
    trade.act("edit-section", f"{proposal}/L5", {"before": "Deux", "after": "Trois"}, version=1, user="sb")
    with pytest.raises(VersionConflict):
        trade.act("edit-section", f"{proposal}/L1", {"before": "Autre"}, version=1, user="sb")
    trade.undo()
    assert section(trade, proposal, "dates").after[0].words[0].text == "Trois"


def test_what_a_proposal_cant_hold_is_refused_with_its_field_and_line(trade: Trade) -> None:
    proposal = whole(trade, rich(trade))
    before = dump(trade.database)
    given = {"before": "un\n\n![logo](/home/er/logo.png)", "after": "<b>x</b>\n\n[y](javascript:z)"}
    with pytest.raises(BackofficeError) as raised:
        trade.act("edit-section", f"{proposal}/L1", given)
    wrong = each(raised.value)
    assert all(isinstance(one, MarkdownRefused) for one in wrong)
    assert [(one.place.path, one.place.line) for one in wrong[:2]] == [("before", 3), ("after", 1)]
    assert dump(trade.database) == before
    # In a file, the section is named.
    text = 'format = "proposal/1"\ntitle = "T"\n[[sections]]\ncode = "terms"\nafter = "![](a.png)"\n'
    with pytest.raises(MarkdownRefused) as refused:
        trade.act("load-proposal", proposal, {"text": text})
    assert refused.value.place.path == "sections[0].after"


def test_hostile_words_stay_words(trade: Trade) -> None:
    proposal = whole(trade, rich(trade))
    trade.act("edit-section", f"{proposal}/L1", {"before": "\x1b[2J[bold]x[/] & \u202e{n} %s"})
    words = section(trade, proposal, "context").before[0].words
    assert "".join(one.text for one in words) == "[2J[bold]x[/] & {n} %s"


def test_a_section_left_out_isnt_printed_and_an_empty_one_neither(trade: Trade) -> None:
    proposal = whole(trade, rich(trade))
    codes = [one.code for one in sheet(trade, proposal).sections]
    assert "terms" in codes
    trade.act("edit-section", f"{proposal}/L{place('terms')}", {"before": "x", "shown": False})
    assert "terms" not in [one.code for one in sheet(trade, proposal).sections]
    # Nobody dated it nor named a trainer: only roles say who would teach.
    assert [table.heads[0] for table in section(trade, proposal, "team").tables] == ["Module"]


def test_an_objective_names_modules_of_the_dossier(trade: Trade) -> None:
    proposal = whole(trade, rich(trade))
    with pytest.raises(NotFound):
        trade.act("set-objective", proposal, {"text": "X", "modules": ["M9"]})
    trade.act("set-objective", proposal, {"text": "X", "modules": ["1", "Module 2", "M2"]})
    with trade.database.reading() as unit:
        assert resolve(unit, proposal).record.aims[-1]["modules"] == ["M1", "M2"]
    with pytest.raises(BackofficeError, match="no objective 9"):
        trade.act("remove-objective", proposal, {"rank": 9})


def test_a_quote_of_another_dossier_gives_no_price(trade: Trade) -> None:
    first, second = rich(trade), trade.drafted()
    with pytest.raises(NotFound):
        trade.act("draft-proposal", first, {"quote": f"{second}/V1"})


# -- sending


def test_sending_freezes_what_was_said_and_offers_the_dossier(trade: Trade) -> None:
    ref = rich(trade)
    proposal = whole(trade, ref)
    result = trade.run("send-proposal", proposal)
    assert "still a draft" in result.warnings[0]
    assert [copy.path for copy in result.copies] == [f"{ref}/{ref}-R1.pdf"]
    assert (state(trade, proposal), stage(trade, ref)) == ("sent", "offered")
    sent = sheet(trade, proposal)
    # Nothing that changes afterwards reaches what was sent.
    trade.act("add-line", f"{ref}/V1", LINE)
    trade.dated(f"{ref}/S1", "2026-09-15")
    assert sheet(trade, proposal) == sent
    with trade.database.reading() as unit:
        document = document_of(doing_on(unit), resolve(unit, proposal).record)
        assert document is not None
        kept = unit.get_blob(document.sha256)
        assert render(sent, draft=False, logo=None).pdf == kept
        assert document.sheet_format == "proposal-sheet/1"
        # A proposal isn't a contract: it carries the sentence for the public (L. 6352-12).
        assert "agrément" in sent.organisation.registration
        assert next_of(doing_on(unit), resolve(unit, ref).record).act == "issue-quote"
    for act, values in (
        ("edit-proposal", {"title": "T"}),
        ("set-objective", {"text": "X"}),
        ("set-results", {"results": []}),
        ("delete-proposal", None),
        ("send-proposal", None),
    ):
        with pytest.raises(ProposalMoveRefused):
            trade.act(act, proposal, values)
    with pytest.raises(ProposalMoveRefused):
        trade.act("edit-section", f"{proposal}/L1", {"before": "x"})
    assert examine_database(trade.database) == ()


def test_an_objective_without_module_or_evaluation_takes_a_reason_to_leave(trade: Trade) -> None:
    ref = rich(trade)
    proposal = whole(trade, ref)
    trade.act("set-objective", proposal, {"text": "Rêver"})
    before = dump(trade.database)
    with pytest.raises(ProposalLacks) as raised:
        trade.act("send-proposal", proposal)
    assert "No module works towards the objective “Rêver”." in raised.value.message
    assert "Nothing evaluates the objective “Rêver”." in raised.value.message
    assert raised.value.wants_reason
    assert dump(trade.database) == before
    trade.act("send-proposal", proposal, reason="agreed by phone")
    assert state(trade, proposal) == "sent"


def test_an_open_question_takes_a_reason_too(trade: Trade) -> None:
    ref = rich(trade)
    proposal = whole(trade, ref)
    trade.act("ask-question", ref, {"text": "Combien ?"})
    with pytest.raises(QuestionsOpen):
        trade.act("send-proposal", proposal)


def test_a_character_that_cant_be_printed_is_named_and_nothing_leaves(trade: Trade) -> None:
    proposal = whole(trade, rich(trade))
    trade.act("edit-section", f"{proposal}/L1", {"before": "Bravo 🎓"})
    before = dump(trade.database)
    with pytest.raises(GlyphMissing, match="U\\+1F393"):
        trade.act("send-proposal", proposal)
    assert dump(trade.database) == before


def test_proposal_and_quote_leave_together_or_not_at_all(trade: Trade) -> None:
    ref = rich(trade)
    proposal = whole(trade, ref)
    trade.act("send-offer", proposal)
    assert sheet(trade, proposal).quote == "DEV-2026-0001-1"
    other = rich_without_price(trade)
    draft = whole(trade, other)
    before = dump(trade.database)
    with pytest.raises(BackofficeError, match="no line with a price"):
        trade.act("send-offer", draft, reason="price by phone")
    assert dump(trade.database) == before


def rich_without_price(trade: Trade) -> str:
    ref = trade.received()
    trade.act("acknowledge", ref)
    trade.act("skip-needs", ref, reason="known")
    trade.act("draft-offer", ref, {"programme": "COOP"})
    return ref


def test_a_proposal_sent_keeps_the_promise_and_tells_the_event(trade: Trade) -> None:
    ref = rich(trade)
    proposal = whole(trade, ref)
    with trade.database.reading() as unit:
        open_ = {
            one["step"]: one["state"] for one in shown(doing_on(unit), resolve(unit, ref))["commitments"]
        }
    assert open_["proposal"] == "running"
    trade.act("send-proposal", proposal)
    with trade.database.reading() as unit:
        kept = {one["step"]: one["state"] for one in shown(doing_on(unit), resolve(unit, ref))["commitments"]}
        row = unit.session.execute(_LAST).scalar_one()
    assert (kept["proposal"], kept["first_answer"]) == ("kept", "kept")
    assert "proposal_sent" in row


def test_a_dossier_that_isnt_drafted_sends_nothing(trade: Trade) -> None:
    ref = rich(trade)
    proposal = whole(trade, ref)
    trade.act("decline", ref, {"cause": "budget"})
    with pytest.raises(MoveRefused):
        trade.act("send-proposal", proposal)


# -- several alive, one accepted


def two(trade: Trade) -> tuple[str, str, str]:
    """A dossier with two versions alive, the second one priced by the second quote."""
    ref = rich(trade)
    first = whole(trade, ref)
    trade.act("send-offer", first)
    trade.act("revise-quote", "DEV-2026-0001-1")
    trade.act("issue-quote", f"{ref}/V2")
    second = trade.act("revise-proposal", first, {"variant": "à distance"}).ref
    trade.act("edit-proposal", second, {"title": "Coopérer", "quote": f"{ref}/V2", "variant": "à distance"})
    trade.act("send-proposal", second)
    return ref, first, second


def test_accepting_a_quote_accepts_its_proposal_and_supersedes_the_others(trade: Trade) -> None:
    _ref, first, second = two(trade)
    assert (state(trade, first), state(trade, second)) == ("sent", "sent")
    before = dump(trade.database)
    signed = {"name": "I. Chambraud", "on": "2026-06-01"}
    trade.act("accept-quote", "DEV-2026-0001-1", signed)
    # Customers often buy the first one after all.
    assert (state(trade, first), state(trade, second)) == ("accepted", "superseded")
    trade.undo()
    assert dump(trade.database) == before
    trade.act("accept-quote", "DEV-2026-0001-2", signed)
    assert (state(trade, first), state(trade, second)) == ("superseded", "accepted")
    trade.act("reverse-acceptance", "DEV-2026-0001-2", reason="wrong one")
    assert (state(trade, first), state(trade, second)) == ("sent", "sent")


def test_a_proposal_accepted_by_itself_leaves_the_price_to_the_quote(trade: Trade) -> None:
    ref, first, second = two(trade)
    trade.act("accept-proposal", second)
    assert (state(trade, first), state(trade, second), stage(trade, ref)) == (
        "superseded",
        "accepted",
        "offered",
    )
    with pytest.raises(ProposalMoveRefused):
        trade.act("accept-proposal", first)
    trade.act("reverse-proposal", second)
    assert (state(trade, first), state(trade, second)) == ("sent", "sent")


def test_withdrawing_a_proposal_takes_a_reason(trade: Trade) -> None:
    _ref, first, second = two(trade)
    with pytest.raises(BackofficeError, match="needs a reason"):
        trade.act("withdraw-proposal", second)
    trade.act("withdraw-proposal", second, reason="too long")
    trade.act("accept-quote", "DEV-2026-0001-2", {"name": "I. C.", "on": "2026-06-01"})
    # The only one alive is the one that the client holds.
    assert (state(trade, first), state(trade, second)) == ("accepted", "withdrawn")


# -- compared


def test_two_versions_are_compared_section_by_section_words_added_and_removed(trade: Trade) -> None:
    ref = rich(trade)
    first = whole(trade, ref)
    trade.act("edit-section", f"{first}/L1", {"before": "Vous voulez deux jours à Dijon."})
    trade.act("send-proposal", first)
    second = trade.act("revise-proposal", first).ref
    trade.act("edit-section", f"{second}/L1", {"before": "Vous voulez trois jours à Dijon."})
    trade.act("add-line", f"{ref}/V1", LINE | {"label": "Préparation"})
    found = {one.code: one for one in differences(trade, first, second)}
    assert set(found) == {"context", "price"}
    assert [(str(p.change), p.text) for p in found["context"].pieces] == [
        ("same", "Vous voulez "),
        ("removed", "deux "),
        ("added", "trois "),
        ("same", "jours à Dijon.\n"),
    ]
    assert (found["context"].added, found["context"].removed) == (1, 1)
    # Against itself, nothing differs; turned round, what was added is removed.
    assert differences(trade, first, first) == []
    back = next(one for one in differences(trade, second, first) if one.code == "price")
    assert (back.added, back.removed) == (found["price"].removed, found["price"].added)


def test_a_section_that_only_one_version_has_is_said_to_be_added_or_removed(trade: Trade) -> None:
    first = whole(trade, rich(trade))
    trade.act("edit-section", f"{first}/L1", {"before": "x", "shown": False})
    second = trade.act("revise-proposal", first).ref
    trade.act("edit-section", f"{second}/L1", {"before": "x"})
    assert [(one.code, one.state) for one in differences(trade, first, second)] == [("context", "added")]
    assert [one.state for one in differences(trade, second, first)] == ["removed"]


_LAST = select(JournalRow.payload).order_by(JournalRow.seq.desc()).limit(1)


def test_answers_to_the_needs_analysis_are_quoted_in_the_sections_that_they_feed() -> None:
    from backoffice.content.markdown import read_markdown
    from backoffice.domain.prose import plain_lines
    from backoffice.services.needs.proposal import Answer
    from backoffice.services.proposals.growing import _answered

    one = Answer("q", "Pour *qui* ?", "Cadres & élus", "INT/N1")
    assert plain_lines(read_markdown(_answered(one))) == ["Pour *qui* ? Cadres & élus"]
    table = Answer("q", "Quoi ?", "", "INT/N1", rows=(("a | b", "<c>"), ("d",)), columns=("Savoir", "Niveau"))
    assert plain_lines(read_markdown(_answered(table))) == [
        "Quoi ?",
        "Savoir | Niveau",
        "a | b | <c>",
        "d | ",
    ]


def test_answers_are_told_in_sentences_where_the_questionnaire_says_how() -> None:
    from backoffice.services.needs.proposal import Answer
    from backoffice.services.proposals.growing import told_in_proposal

    def told(text: str, how: str, **more: Any) -> tuple[str, bool]:
        found = told_in_proposal(Answer("c", "Combien ?", text, "N1", told=how, **more))
        return found.text, found.runs

    with speaking("fr"):
        assert told("douze personnes", "Vous prévoyez {answer}.") == ("Vous prévoyez douze personnes.", True)
        assert told("Une équipe grandit.", "Votre demande : {answer}") == (
            "Votre demande : Une équipe grandit.",
            True,
        )
        assert told("fin juin", "Fini pour {answer}") == ("Fini pour fin juin.", True)
        assert told("le [1] juin.", "Avant {answer}.") == ("Avant le \\[1\\] juin.", True)
        assert told("oui", "Vous pourrez. | Vous ne pourrez pas.", yes=True) == ("Vous pourrez.", True)
        assert told("non", "Vous pourrez. | Vous ne pourrez pas.", yes=False) == (
            "Vous ne pourrez pas.",
            True,
        )
        assert told("un\ndeux", "Les thèmes : {answer}.") == ("Les thèmes\u00a0:\n\n- un\n- deux", False)
        table = told("a · b", "Les objectifs : {answer}", rows=(("a", "b"),), columns=("A", "B"))
        assert table == ("Les objectifs\u00a0:\n\n| A | B |\n| --- | --- |\n| a | b |", False)
        assert told("douze", "") == ("**Combien ?** douze", False)
