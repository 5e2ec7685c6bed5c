"""What is offered: programmes, pathways and methods, published, shown, retired, undone."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice.errors import BackofficeError, NotFound
from backoffice.services.acts import Doing
from backoffice.services.catalogue import Retired, SamePublication, pathways_with
from backoffice.services.codes import CodeTaken
from backoffice.services.dispatcher import settings_of
from backoffice.services.kinds import resolve
from backoffice.services.sheets import sheet_of
from backoffice.services.showing import shown
from backoffice.store.doctor import examine_database
from backoffice.store.images import ChangedSince
from tests.content.test_method_files import METHOD, PATHWAY
from tests.scenarios.conftest import words
from tests.services.conftest import PROGRAMME, Trade, dump

HERE = PATHWAY.replace("S43", "COOP").replace("S44", "COOP-2")
SECOND = PROGRAMME.replace('"COOP"', '"COOP-2"')


def show(trade: Trade, ref: str) -> tuple[dict[str, Any], str]:
    """A record as JSON and as the words of its screen."""
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        found = resolve(unit, ref)
        return shown(doing, found), words(sheet_of(doing, found))


def published(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": SECOND})
    trade.act("publish-pathway", "", {"text": HERE})
    trade.act("publish-method", "", {"text": METHOD})


def test_each_has_versions_and_shows_its_whole_file(trade: Trade) -> None:
    published(trade)
    trade.act("publish-method", "", {"text": METHOD.replace("En deux", "En 2")})
    said, screen = show(trade, "M")
    assert (said["format"], said["ref"], said["version"], said["title"]) == (
        "method/1",
        "M",
        2,
        "En 2 étapes",
    )
    assert "Situer" in screen
    said, screen = show(trade, "P")
    assert (said["format"], [one["programme"] for one in said["stretches"]]) == (
        "pathway/1",
        ["COOP", "COOP-2"],
    )
    assert examine_database(trade.database) == ()


def test_a_programme_says_its_place_in_its_pathway_and_whether_it_stands_alone(trade: Trade) -> None:
    published(trade)
    assert "P Parcours 1 of 2 can be taken alone" in show(trade, "COOP")[1]
    assert "P Parcours 2 of 2 within the pathway" in show(trade, "COOP-2")[1]
    trade.act("publish-pathway", "", {"text": HERE.replace("alone = false", "alone = true")})
    assert "P Parcours 2 of 2 can be taken alone" in show(trade, "COOP-2")[1]
    trade.act("retire-pathway", "P")
    with trade.database.reading() as unit:
        assert pathways_with(unit, "COOP") == ()


def test_a_code_calls_one_thing_only(trade: Trade) -> None:
    with pytest.raises(CodeTaken):
        trade.act("publish-method", "", {"text": METHOD.replace('code = "M"', 'code = "COOP"')})
    trade.act("publish-method", "", {"text": METHOD})
    with pytest.raises(CodeTaken):
        trade.act("publish-programme", "", {"text": PROGRAMME.replace('"COOP"', '"M"')})


def test_what_is_named_must_be_published(trade: Trade) -> None:
    before = dump(trade.database)
    with pytest.raises(NotFound, match="COOP-2"):
        trade.act("publish-pathway", "", {"text": HERE})
    with pytest.raises(NotFound, match="M9"):
        trade.act("publish-programme", "", {"text": 'method = "M9"\n' + SECOND})
    assert dump(trade.database) == before


def test_the_same_text_twice_is_no_new_version_and_a_retired_one_is_retired_once(trade: Trade) -> None:
    published(trade)
    for act, text in (("publish-pathway", HERE), ("publish-method", METHOD), ("publish-programme", SECOND)):
        with pytest.raises(SamePublication):
            trade.act(act, "", {"text": text})
    trade.act("retire-method", "M")
    with pytest.raises(Retired):
        trade.act("retire-method", "M")
    trade.act("publish-method", "", {"text": METHOD})
    said, _screen = show(trade, "M")
    assert (said["version"], said["state"]) == (2, "published")


def test_a_publication_that_others_lean_on_isnt_undone(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": SECOND}, user="sb")
    trade.act("publish-pathway", "", {"text": HERE})
    with pytest.raises(ChangedSince):
        trade.undo("sb")
    trade.undo()
    assert trade.undo("sb").ref == "COOP-2"
    trade.act("publish-method", "", {"text": METHOD}, user="sb")
    trade.act("publish-programme", "", {"text": 'method = "M"\n' + SECOND})
    with pytest.raises(ChangedSince):
        trade.undo("sb")


@pytest.mark.parametrize("act", ["publish-pathway", "publish-method", "publish-programme"])
def test_a_text_that_isnt_such_a_file_is_refused(trade: Trade, act: str) -> None:
    before = dump(trade.database)
    for text in ("", "format = 'calendar/1'", "= = =", "\x00"):
        with pytest.raises(BackofficeError):
            trade.act(act, "", {"text": text})
    assert dump(trade.database) == before
