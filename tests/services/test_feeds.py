"""A calendar feed tells each change once, and takes back what is no longer so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar, Component

from backoffice.content.acts import FeedWish
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of, who
from backoffice.services.feed_files import FeedNotWritten, Written, journal_head, write
from backoffice.services.feeds import feed_now, feed_of
from backoffice.services.office import Office
from backoffice.services.workspace import Workspace
from tests.services.conftest import Trade

NOW = datetime(2026, 6, 1, 7, tzinfo=UTC)


@pytest.fixture
def office(trade: Trade, tmp_path: Path) -> Office:
    place = Workspace(tmp_path, "backoffice.db", feed=tmp_path / "shared" / "agenda.ics")
    with trade.database.reading() as unit:
        settings = settings_of(unit)
    return Office(place, trade.database, settings, "er")


def told(office: Office, **wish: Any) -> dict[str, Component]:
    """What the feed says now, by the words that an event is called with."""
    write(office, FeedWish(**wish), out := office.workspace.folder / "told.ics")
    found = Calendar.from_ical(out.read_bytes())
    assert isinstance(found, Calendar)
    return {str(event["summary"]).replace("\u00a0", " "): event for event in found.walk("VEVENT")}


def things(office: Office, **wish: Any) -> dict[str, Component]:
    """What the feed says now beside what is promised."""
    return {name: one for name, one in told(office, **wish).items() if not _due(one)}


def promised(office: Office, **wish: Any) -> dict[str, Component]:
    """What the feed says now of what is promised."""
    return {name: one for name, one in told(office, **wish).items() if _due(one)}


def _due(event: Component) -> bool:
    return bool(event["categories"].cats == ["Échéances"])


def chased(trade: Trade, ref: str, day: str | None) -> None:
    trade.act("wait-for", ref, {"whom": "client" if day else "", "chase_on": day})


def test_options_are_told_until_they_end(trade: Trade, office: Office) -> None:
    ref = trade.drafted()
    calendars = [{"places": [f"S1 2026-09-{day} 09:00-12:30"]} for day in (15, 16)]
    trade.act("propose-options", ref, {"answer_by": "2026-06-12", "calendars": calendars})
    trade.act("hold-option", f"{ref}/O1", {"until": "2026-06-05T10:00:00Z"})

    write(office, FeedWish(), out := office.workspace.folder / "options.ics")
    starts = [str(one.decoded("dtstart"))[:10] for one in Calendar.from_ical(out.read_bytes()).walk("VEVENT")]
    assert {"2026-06-05", "2026-06-12"} <= set(starts)
    trade.act("release-option", ref)
    write(office, FeedWish(), out)
    gone = [one for one in Calendar.from_ical(out.read_bytes()).walk("VEVENT") if "/O" in one["description"]]
    assert [str(one["status"]) for one in gone] == ["CANCELLED", "CANCELLED"]


def test_an_open_task_is_a_day_in_the_calendar_of_whom_it_is_for(trade: Trade, office: Office) -> None:
    ref = trade.received()
    trade.act("add-task", ref, {"title": "Visiter la salle", "due_date": "2026-06-09", "whom": "planner"})
    trade.act("add-task", ref, {"title": "Rappeler", "due_date": "2026-06-10", "user": "sb"})
    assert [name.split(" : ")[0] for name in things(office, user="sb")] == ["Visiter la salle", "Rappeler"]
    assert things(office, user="er") == {}
    [first, _other] = things(office, everyone=True).values()
    assert first["dtstart"].dt == date(2026, 6, 9)


def test_a_task_that_moves_or_is_done_is_told_again(trade: Trade, office: Office) -> None:
    ref = trade.received()
    trade.act("add-task", ref, {"title": "Rappeler", "due_date": "2026-06-10"})
    [before] = things(office, user="er").values()
    trade.act("edit-task", f"{ref}/T1", {"title": "Rappeler", "due_date": "2026-06-12"})
    [moved] = things(office, user="er").values()
    assert moved["uid"] == before["uid"]
    assert moved["sequence"] > before.get("sequence", 0)
    trade.act("tick-task", f"{ref}/T1")
    [gone] = things(office, user="er").values()
    assert gone["status"] == "CANCELLED"


def test_a_chase_is_a_day_in_the_calendar_of_who_owns_the_dossier(trade: Trade, office: Office) -> None:
    chased(trade, trade.received(), "2026-06-04")
    [(summary, event)] = things(office).items()
    assert summary == "À relancer : Caisse"
    assert event.decoded("dtstart") == date(2026, 6, 4)
    assert things(office, user="sb") == {}
    assert list(things(office, everyone=True)) == ["À relancer : Caisse"]


def test_a_quote_tells_its_last_day_and_an_option_its_very_minute(trade: Trade, office: Office) -> None:
    ref, _quote = trade.offered()
    trade.dated(f"{ref}/S1", "2026-09-15")
    trade.act("hold-slot", f"{ref}/S1", {"until": "2026-06-05T15:30:00Z"})
    seen = things(office)
    assert seen["Devis sans réponse : Caisse"].decoded("dtstart") == date(2026, 7, 16)
    option = seen["Une option expire : Caisse"].decoded("dtstart")
    assert option == datetime(2026, 6, 5, 15, 30, tzinfo=UTC)
    assert str(option.tzinfo) == "Europe/Paris"


def test_what_is_moved_keeps_its_name_and_raises_its_number(trade: Trade, office: Office) -> None:
    ref = trade.received()
    chased(trade, ref, "2026-06-04")
    before = things(office)["À relancer : Caisse"]
    trade.at(NOW + timedelta(hours=1))
    chased(trade, ref, "2026-06-09")
    after = things(office)["À relancer : Caisse"]
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.decoded("dtstamp") == NOW + timedelta(hours=1)
    assert after.decoded("dtstart") == date(2026, 6, 9)


def test_a_change_that_the_calendar_doesnt_show_isnt_told(trade: Trade, office: Office) -> None:
    ref = trade.received()
    chased(trade, ref, "2026-06-04")
    before = things(office)["À relancer : Caisse"]
    trade.at(NOW + timedelta(days=1))
    trade.act("edit-client", "CLI-0001", {"name": "Caisse", "kind": "association", "note": "à rappeler"})
    head = journal_head(office)
    after = things(office)["À relancer : Caisse"]
    assert after.to_ical() == before.to_ical()
    assert journal_head(office) == head, "an export that changes nothing leaves no trace"


def test_what_disappears_is_called_off_then_forgotten_and_goes_on_when_it_comes_back(
    trade: Trade, office: Office
) -> None:
    ref = trade.received()
    chased(trade, ref, "2026-06-04")
    things(office)
    chased(trade, ref, None)
    gone = things(office)["À relancer : Caisse"]
    assert (gone["status"], gone["sequence"]) == ("CANCELLED", 1)
    assert gone.decoded("dtstart") == date(2026, 6, 4)
    trade.at(NOW + timedelta(days=91))
    assert things(office) == {}
    chased(trade, ref, "2026-09-20")
    again = things(office)["À relancer : Caisse"]
    assert (again["status"], again["sequence"], again["uid"]) == ("CONFIRMED", 2, gone["uid"])


def test_a_dossier_that_changes_hands_leaves_one_calendar_for_the_other(trade: Trade, office: Office) -> None:
    ref = trade.received()
    chased(trade, ref, "2026-06-04")
    things(office)
    wish = {"topic": "Coopérer", "client": "CLI-0001", "programme": "COOP", "owner": "sb"}
    trade.act("edit-request", ref, wish)
    assert things(office)["À relancer : Caisse"]["status"] == "CANCELLED"
    assert things(office, user="sb")["À relancer : Caisse"]["status"] == "CONFIRMED"


def test_a_hostile_name_stays_inside_its_event(trade: Trade, office: Office) -> None:
    name = "Caisse\x1b[31m\x0b; \\, \u2028END:VEVENT\r\nBEGIN:VEVENT 🎓"
    chased(trade, trade.received(client=trade.client(name=name)), "2026-06-04")
    [event] = things(office).values()
    assert "Caisse[31m; \\, END:VEVENT BEGIN:VEVENT 🎓" in event["summary"]


def test_the_file_is_rewritten_only_when_it_would_say_something_else(trade: Trade, office: Office) -> None:
    def written() -> Written:
        return write(office, FeedWish())

    ref = trade.received()
    chased(trade, ref, "2026-06-04")
    first = written()
    assert (first.path, first.changed) == (office.workspace.feed, True)
    assert first.path.stat().st_mode & 0o777 == 0o600
    inode = first.path.stat().st_ino
    assert not written().changed
    assert first.path.stat().st_ino == inode
    chased(trade, ref, "2026-06-05")
    assert written().changed
    assert [one.name for one in first.path.parent.iterdir()] == ["agenda.ics"], "no draft is left behind"


def test_others_and_everybodys_calendars_dont_take_the_watched_path(trade: Trade, office: Office) -> None:
    mine = write(office, FeedWish()).path
    others = {write(office, FeedWish(user="sb")).path, write(office, FeedWish(everyone=True)).path}
    assert mine not in others
    assert {path.name for path in others} == {"sb.ics", "everyone.ics"}


def test_a_folder_that_cant_be_written_is_named(trade: Trade, office: Office, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(FeedNotWritten) as raised:
        write(office, FeedWish(), tmp_path / "taken" / "agenda.ics")
    assert raised.value.place.file == str(tmp_path / "taken" / "agenda.ics")


def test_the_act_writes_the_file_whoever_asks_for_it(trade: Trade, office: Office) -> None:
    chased(trade, trade.received(), "2026-06-04")
    done = office.do("write-feed")
    assert done.files == (office.workspace.feed,)
    assert b"SEQUENCE:0" in done.files[0].read_bytes()


def test_the_words_are_the_organisations_whatever_the_screen_speaks(trade: Trade, office: Office) -> None:
    """Two workstations in two languages would else raise the number of every event in turn."""
    chased(trade, trade.received(), "2026-06-04")
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), who(unit, "er"), unit.now)
        feed = feed_of(doing, FeedWish())
        assert feed_now(doing, feed).open == 0
    assert list(things(office)) == ["À relancer : Caisse"]


def test_each_open_promise_is_a_day_until_it_is_kept(trade: Trade, office: Office) -> None:
    ref = trade.received()
    due = promised(office)
    assert due["Notre première réponse : Caisse"].decoded("dtstart") == date(2026, 6, 16)
    assert due["Accusé de réception de votre demande : Caisse"]["status"] == "CONFIRMED"
    trade.act("acknowledge", ref)
    after = promised(office)
    assert after["Accusé de réception de votre demande : Caisse"]["status"] == "CANCELLED"
    assert after["Notre première réponse : Caisse"]["status"] == "CONFIRMED"


def test_a_promise_that_rolls_says_by_when_to_be_ready(trade: Trade, office: Office) -> None:
    """15 days from Saturday 6 June end on a Sunday: due on Monday 22, to be ready on Friday 19."""
    trade.at(NOW + timedelta(days=5))
    trade.received()
    event = promised(office)["Notre première réponse : Caisse"]
    assert event.decoded("dtstart") == date(2026, 6, 22)
    assert "Date de travail : vendredi 19 juin 2026" in str(event["description"]).replace("\u00a0", " ")


def test_a_promise_that_is_undone_and_made_again_goes_on_under_its_name(trade: Trade, office: Office) -> None:
    ref = trade.received()
    before = promised(office)["Accusé de réception de votre demande : Caisse"]
    trade.act("acknowledge", ref)
    promised(office)
    trade.undo()
    again = promised(office)["Accusé de réception de votre demande : Caisse"]
    assert again["uid"] == before["uid"]
    assert (again["status"], again["sequence"]) == ("CONFIRMED", 2)
