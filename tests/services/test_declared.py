"""A dossier says where its hours contradict themselves, and lets a quote leave all the same."""

from __future__ import annotations

from backoffice.i18n import speaking
from backoffice.services.acts import Doing
from backoffice.services.declared import in_words, of_dossier
from backoffice.services.dispatcher import settings_of
from backoffice.store.records import Request
from tests.services.conftest import PROGRAMME, Trade

DECLARED = PROGRAMME.replace(
    'title = "Démarrer"', 'title = "Démarrer"\ndeclared_minutes = 840\ndeclared_days_e2 = 200'
).replace('label = "Deux modules"', 'label = "Deux modules"\ndeclared_minutes = 630')


def said(trade: Trade, ref: str, language: str = "en") -> list[str]:
    with trade.database.reading() as unit, speaking(language):
        doing = Doing(unit, settings_of(unit), None, unit.now)
        return [plain(in_words(one)) for one in of_dossier(doing, unit.find(Request, ref))]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_dossier_says_in_plain_words_where_declared_and_computed_differ(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": DECLARED})
    ref = trade.drafted()
    assert said(trade, ref) == [
        "Module 1: 14 h declared, 7 h from its slots.",
        "Module 1: 2 days declared, 1 day from its slots.",
    ]


def test_a_slot_more_changes_the_figures_of_its_module_and_of_the_whole(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": DECLARED})
    ref = trade.drafted()
    trade.act("add-slot", ref, {"module": "M2", "minutes": 90})
    assert said(trade, ref)[-1] == "Deux modules: 10 h 30 declared, 12 h from its slots."
    trade.act("cancel-slot", f"{ref}/S4", reason="trop long")
    assert len(said(trade, ref)) == 2


def test_two_groups_dont_double_the_hours(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": DECLARED})
    assert len(said(trade, trade.drafted(groups=2))) == 2


def test_the_hours_that_a_request_asks_for_are_compared_with_the_offer(trade: Trade) -> None:
    ref = trade.received(wanted_minutes=840)
    assert said(trade, ref) == []
    other = trade.drafted(wanted_minutes=840)
    assert said(trade, other) == ["The request asks for 14 h, the offer holds 10 h 30."]


def test_a_quote_leaves_all_the_same_and_says_it(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": DECLARED})
    ref = trade.drafted()
    with speaking("en"):
        result = trade.run("issue-quote", f"{ref}/V1")
    warnings = [plain(one) for one in result.warnings]
    assert "Module 1: 14 h declared, 7 h from its slots." in warnings
    assert "3 slots have no date yet." in warnings
    assert "No contact: nobody is named to sign it." in warnings
