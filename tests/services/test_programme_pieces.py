"""Programmes and pathways changed by forms: on a draft, piece by piece, checked whole, then published."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice.errors import BackofficeError, each
from backoffice.services.acts import Doing, acts
from backoffice.services.catalogue import DraftOpen, NotPublishedYet, SamePublication, offered
from backoffice.services.codes import CodeTaken
from backoffice.services.dispatcher import settings_of
from backoffice.services.kinds import resolve
from backoffice.services.lookups import look_up
from backoffice.services.programmes.drafting import NotADraft
from backoffice.services.sheets import sheet_of
from backoffice.services.showing import shown
from backoffice.store.images import ChangedSince
from backoffice.store.records import Programme
from tests.scenarios.conftest import words
from tests.services.conftest import PROGRAMME, Trade, dump
from tests.services.importer import bring, outcomes, records

SECOND = PROGRAMME.replace('"COOP"', '"COOP-2"')
GAPS = """
[[formats.modules]]
code = "M3"
label = "Module 3"
title = "Conduire"
parts = [{ title = "Matin", minutes = 210 }, { title = "Suite", minutes = 210, block = 1 }]
link = { least = "3 weeks", most = "8 weeks" }
links = [{ origin = "M1", least = "2 months" }]
block_gaps = [{ least = "1 day" }]
"""


def body(trade: Trade, ref: str) -> dict[str, Any]:
    with trade.database.reading() as unit:
        found: dict[str, Any] = resolve(unit, ref).record.body
        return found


def value(trade: Trade, ref: str) -> dict[str, Any]:
    with trade.database.reading() as unit:
        found: dict[str, Any] = resolve(unit, ref).record.value
        return found


def form(trade: Trade, act: str, ref: str) -> dict[str, Any]:
    """The values that an act's form opens with."""
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        opening = acts()[act].opening
        assert opening is not None
        return dict(opening(doing, resolve(unit, ref).record))


def again(trade: Trade, act: str, ref: str, **more: Any) -> str:
    return trade.act(act, ref, form(trade, act, ref) | more).ref


def test_the_first_change_opens_a_draft_and_what_is_published_stays(trade: Trade) -> None:
    draft = again(trade, "edit-programme-objective", "COOP/O1", evaluation="quiz", modules=("M1",))
    assert draft == "COOP/V2/O1"
    assert value(trade, draft)["evaluation"] == "quiz"
    assert value(trade, "COOP/O1")["evaluation"] == ""
    with trade.database.reading() as unit:
        assert offered(unit, "COOP")[0].version_no == 1
    trade.act("add-programme-objective", "COOP/V2", {"text": "Animer une réunion"})
    assert len(body(trade, "COOP/V2")["objectives"]) == 2
    assert trade.act("publish-draft", "COOP/V2").ref == "COOP"
    with trade.database.reading() as unit:
        assert offered(unit, "COOP")[0].version_no == 2
        assert resolve(unit, "COOP/V1").record.version_no == 1


def test_two_drafts_of_one_programme_are_never_open(trade: Trade) -> None:
    again(trade, "edit-programme-objective", "COOP/O1", text="Dire")
    before = dump(trade.database)
    with pytest.raises(DraftOpen, match="COOP/V2"):
        again(trade, "edit-programme-objective", "COOP/O1", text="Autre")
    with pytest.raises(DraftOpen):
        trade.act("publish-programme", "", {"text": PROGRAMME.replace("Coopérer", "Autre")})
    assert dump(trade.database) == before
    trade.act("drop-draft", "COOP/V2")
    assert again(trade, "edit-programme-objective", "COOP/O1", text="Autre") == "COOP/V2/O1"


def test_a_programme_is_begun_completed_and_published_by_forms_alone(trade: Trade) -> None:
    begun = {"code": "NEUF", "title": "Neuf", "objective": "Nommer", "label": "Deux jours"}
    ref = trade.act("new-programme", "", begun | {"module": "Poser", "minutes": 420}).ref
    assert ref == "NEUF/V1"
    with trade.database.reading() as unit, pytest.raises(NotPublishedYet):
        offered(unit, "NEUF")
    with pytest.raises(CodeTaken):
        trade.act("new-programme", "", begun | {"module": "Poser", "minutes": 420})
    second = form(trade, "add-programme-module", "NEUF/F1")
    assert second == {"code": "M2", "label": "Module 2"}
    trade.act("add-programme-module", "NEUF/F1", second | {"title": "Tenir", "minutes": 210})
    trade.act("add-programme-part", "NEUF/F1/M2", {"title": "Suite", "planned": 90, "where": "remote"})
    trade.act("add-programme-gap", "NEUF/F1/M2", {"least": "3 semaines", "most": "8 weeks"})
    trade.act("add-programme-team-role", "NEUF/F1/M2", {"role": "jury", "teaches": False})
    trade.act("add-programme-provision", "NEUF/F1/M2", {"item": "salle", "by": "client"})
    trade.act("add-programme-requirement", "NEUF", {"text": "Deux ans de pratique"})
    trade.act(
        "add-programme-access-delay", "NEUF", {"text": "Un mois", "least": "2 weeks", "most": "1 month"}
    )
    trade.act("add-programme-shown-price", "NEUF", {"label": "Deux jours", "cents": 73_000})
    trade.act(
        "add-programme-result",
        "NEUF",
        {"label": "Satisfaits", "value": "94 %", "count": 48, "method": "à chaud"},
    )
    trade.act("add-programme-format", "NEUF", {"code": "court", "label": "Court"})
    assert trade.act("publish-draft", "NEUF").ref == "NEUF"
    with trade.database.reading() as unit:
        record, programme = offered(unit, "NEUF")
    assert record.valid_from is not None
    assert [one.code for one in programme.formats] == ["standard", "court"]
    module = programme.formats[0].modules[1]
    assert module.training_minutes == 300
    assert module.link is not None
    assert module.link.least is not None
    assert (module.link.least.n, module.link.least.unit) == (3, "weeks")
    assert [role.role for role in module.team] == ["lead", "jury"]
    assert programme.formats[1].modules == programme.formats[0].modules
    assert (programme.results[0].count, programme.results[0].method) == (48, "à chaud")


def test_a_result_is_refused_without_its_count_or_its_method(trade: Trade) -> None:
    for left in ({"method": "à chaud"}, {"count": 12}):
        with pytest.raises(BackofficeError, match="missing"):
            trade.act("add-programme-result", "COOP", {"label": "Satisfaits", "value": "94 %", **left})


def test_pieces_move_and_what_is_ours_stays_on_what_it_meant(trade: Trade) -> None:
    text = PROGRAMME.replace("[[formats]]", 'ours = ["formats[0].modules[1].title"]\n[[formats]]', 1)
    trade.act("publish-programme", "", {"text": text})
    moved = trade.act("move-in-programme", "COOP/F1/M2", {"rank": 1}).ref
    assert moved == "COOP/V3/F1/M1"
    assert [one["code"] for one in body(trade, "COOP/V3")["formats"][0]["modules"]] == ["M2", "M1"]
    assert body(trade, "COOP/V3")["ours"] == ["formats[0].modules[0].title"]
    assert trade.act("take-out-of-programme", "COOP/V3/F1/M1").ref == "COOP/V3/F1"
    assert body(trade, "COOP/V3").get("ours") in (None, [])


def test_the_last_of_what_there_must_be_isnt_taken_out(trade: Trade) -> None:
    for ref in ("COOP/O1", "COOP/F1", "COOP/F1/M2/P1"):
        with pytest.raises(BackofficeError, match="At least one"):
            trade.act("take-out-of-programme", ref)


def test_a_module_that_others_lean_on_is_refused_with_the_reason(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": PROGRAMME + GAPS})
    before = dump(trade.database)
    with pytest.raises(BackofficeError, match="M1"):
        trade.act("take-out-of-programme", "COOP/F1/M1")
    assert dump(trade.database) == before


def test_a_new_code_of_a_module_is_followed_by_what_names_it(trade: Trade) -> None:
    text = PROGRAMME.replace('"Nommer les cadres"', '"Nommer les cadres", modules = ["M1"]') + GAPS
    trade.act("publish-programme", "", {"text": text})
    again(trade, "edit-programme-module", "COOP/F1/M1", code="DEB")
    kept = body(trade, "COOP/V3")
    assert kept["objectives"][0]["modules"] == ["DEB"]
    assert kept["formats"][0]["modules"][2]["links"][0]["origin"] == "DEB"


def test_gaps_keep_their_places(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": PROGRAMME + GAPS})
    assert form(trade, "edit-programme-gap", "COOP/F1/M3/G1")["least"] == "3 weeks"
    again(trade, "edit-programme-gap", "COOP/F1/M3/G2", least="3 months")
    module = body(trade, "COOP/V3")["formats"][0]["modules"][2]
    assert (module["link"]["least"], module["links"][0]["least"]) == (
        {"n": 3, "unit": "weeks"},
        {"n": 3, "unit": "months"},
    )
    trade.act("take-out-of-programme", "COOP/V3/F1/M3/G1")
    module = body(trade, "COOP/V3")["formats"][0]["modules"][2]
    assert (module["link"], len(module["links"])) == (None, 1)
    made = trade.act("add-programme-gap", "COOP/V3/F1/M3", {"least": "1 week"}).ref
    assert made == "COOP/V3/F1/M3/G1"
    assert value(trade, made)["least"] == {"n": 1, "unit": "weeks"}


def test_what_is_wrong_is_said_at_the_fields_of_the_form(trade: Trade) -> None:
    wrong = {"least": "9 semaines", "most": "3 semaines"}
    with pytest.raises(BackofficeError, match="longer than"):
        trade.act("add-programme-gap", "COOP/F1/M2", wrong)
    with pytest.raises(BackofficeError) as refused:
        trade.act("add-programme-gap", "COOP/F1/M2", {"least": "bientôt"})
    assert each(refused.value)[0].place.path == "least"
    with pytest.raises(BackofficeError) as unknown:
        trade.act("add-programme-objective", "COOP", {"text": "Dire", "modules": ("M9",)})
    assert "M9" in unknown.value.message
    with pytest.raises(BackofficeError, match="only one end"):
        trade.act("add-programme-part", "COOP/F1/M1", {"title": "Soir", "planned": 60, "start": "18:00"})


def test_publishing_says_what_the_public_must_read_and_doesnt(trade: Trade) -> None:
    again(trade, "edit-programme-objective", "COOP/O1", text="Dire")
    part = {"title": "Seul", "planned": 60, "where": "remote", "pace": "own_pace"}
    trade.act("add-programme-part", "COOP/V2/F1/M1", part | {"supervision": "remote_assisted"})
    done = trade.run("publish-draft", "COOP/V2")
    assert "Objective “Dire” has no evaluation." in done.warnings
    assert any("Part “Seul” lacks an evaluation (D.6313-3-1, 3°)" in one for one in done.warnings)


def test_a_draft_that_changes_nothing_isnt_published(trade: Trade) -> None:
    trade.act("start-draft", "COOP")
    with pytest.raises(SamePublication):
        trade.act("publish-draft", "COOP/V2")
    for act in ("publish-draft", "drop-draft"):
        with pytest.raises(NotADraft):
            trade.act(act, "COOP")
    with pytest.raises(NotPublishedYet):
        trade.act("retire-programme", "COOP/V2")


def test_a_pathway_is_changed_programme_by_programme(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": SECOND})
    ref = trade.act("new-pathway", "", {"code": "P", "title": "Parcours", "programme": "COOP"}).ref
    trade.act("add-programme-stretch", ref, {"programme": "COOP-2", "brings": "la suite", "alone": False})
    with pytest.raises(BackofficeError, match="twice"):
        trade.act("add-programme-stretch", ref, {"programme": "COOP-2"})
    with pytest.raises(BackofficeError, match="COOP-9"):
        trade.act("add-programme-stretch", ref, {"programme": "COOP-9"})
    trade.act("move-in-programme", f"{ref}/L2", {"rank": 1})
    trade.act("publish-draft", ref)
    assert [one["programme"] for one in body(trade, "P")["stretches"]] == ["COOP-2", "COOP"]
    again(trade, "describe-pathway", "P", aim="Aller plus loin")
    assert body(trade, "P/V2")["aim"] == "Aller plus loin"


def test_a_published_draft_that_a_dossier_copied_isnt_taken_back(trade: Trade) -> None:
    again(trade, "edit-programme-objective", "COOP/O1", text="Dire")
    trade.act("publish-draft", "COOP/V2", user="sb")
    trade.drafted()
    with pytest.raises(ChangedSince):
        trade.undo("sb")


def test_each_piece_has_its_screen_and_its_json(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": PROGRAMME + GAPS})
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        for ref in ("COOP/O1", "COOP/F1", "COOP/F1/M3", "COOP/F1/M3/P1", "COOP/F1/M3/G1", "COOP/F1/M3/B1"):
            found = resolve(unit, ref)
            assert found.ref == ref
            assert sheet_of(doing, found).tabs
            assert shown(doing, found)["path"]
        screen = words(sheet_of(doing, resolve(unit, "COOP/F1/M3")))
        assert "3 weeks at least, 8 weeks at most" in screen
        assert unit.find(Programme, "COOP").state == "published"
        for ref in ("COOP/O9", "COOP/F1/M9", "COOP/V9", "COOP/Z1", "COOP/M1"):
            with pytest.raises(BackofficeError):
                resolve(unit, ref)


def test_what_is_still_a_draft_is_named_by_nothing_that_is_offered(trade: Trade) -> None:
    begun = {"code": "NEUF", "title": "Neuf", "objective": "Nommer", "label": "Un jour"}
    trade.act("new-programme", "", begun | {"module": "Poser", "minutes": 420})
    with pytest.raises(NotPublishedYet):
        trade.act("new-pathway", "", {"code": "P", "title": "Parcours", "programme": "NEUF"})
    with trade.database.reading() as unit:
        assert [ref for ref, _name in look_up(unit, "programme", "", trade.database.clock.now())] == ["COOP"]
    trade.act("publish-draft", "NEUF/V1")
    trade.act("new-pathway", "", {"code": "P", "title": "Parcours", "programme": "NEUF"})


def test_an_import_adds_no_version_beside_a_draft_and_brings_drafts_in_as_they_were(trade: Trade) -> None:
    trade.act("start-draft", "COOP")
    other = body(trade, "COOP") | {"title": "Autre"}
    [error] = bring(trade, records(programmes=[{"programme": other}])).errors
    assert error.code == "draft_open"
    trade.act("drop-draft", "COOP/V2")
    draft = {"programme": other, "version_no": 2, "state": "draft"}
    assert outcomes(bring(trade, records(programmes=[draft]))) == ["created"]
    with trade.database.reading() as unit:
        record = resolve(unit, "COOP/V2").record
        assert (record.state, record.valid_from, record.title) == ("draft", None, "Autre")
        assert offered(unit, "COOP")[0].version_no == 1
