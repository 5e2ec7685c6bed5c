"""Days as planners say them: read in French and English, said back, and read again as the same."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.recurrence import Recurrence, parse
from backoffice.domain.spell import NoDay, Spell, WrongOrder, rule_text, spell_of
from backoffice.domain.spell_said import said_spell
from backoffice.domain.spell_words import NotUnderstood, TwoAnswers, read_spell
from backoffice.errors import BackofficeError
from backoffice.i18n import speaking
from backoffice.i18n.days_typed import BadDate

MONDAY = date(2026, 6, 1)

# fmt: off
SAID = {
    "tous les mercredis après-midi": "FREQ=WEEKLY;BYDAY=WE pm 2026-06-03/",
    "Tous les mercredis après-midi": "FREQ=WEEKLY;BYDAY=WE pm 2026-06-03/",
    "every Wednesday afternoon": "FREQ=WEEKLY;BYDAY=WE pm 2026-06-03/",
    "le mercredi matin": "FREQ=WEEKLY;BYDAY=WE am 2026-06-03/",
    "tous les lundis et mardis": "FREQ=WEEKLY;BYDAY=MO,TU 2026-06-01/",
    "every Monday, Tuesday and Friday": "FREQ=WEEKLY;BYDAY=MO,TU,FR 2026-06-01/",
    "du lundi au vendredi": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR 2026-06-01/",
    "every weekday": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR 2026-06-01/",
    "tous les matins": "FREQ=DAILY am 2026-06-01/",
    "1er lundi du mois": "FREQ=MONTHLY;BYDAY=1MO 2026-06-01/",
    "first Monday of the month": "FREQ=MONTHLY;BYDAY=1MO 2026-06-01/",
    "le dernier vendredi du mois": "FREQ=MONTHLY;BYDAY=-1FR 2026-06-26/",
    "les 1er et 3e lundis du mois le matin": "FREQ=MONTHLY;BYDAY=1MO,3MO am 2026-06-01/",
    "le 15 du mois": "FREQ=MONTHLY;BYMONTHDAY=15 2026-06-15/",
    "the last day of the month": "FREQ=MONTHLY;BYMONTHDAY=-1 2026-06-30/",
    "un vendredi sur deux": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR 2026-06-05/",
    "every other Friday": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR 2026-06-05/",
    "toutes les 3 semaines le jeudi": "FREQ=WEEKLY;INTERVAL=3;BYDAY=TH 2026-06-04/",
    "du 3 au 28 mai": "2027-05-03/2027-05-28",
    "from 3 to 28 May": "2027-05-03/2027-05-28",
    "3 May to 5 May": "2027-05-03/2027-05-05",
    "du 20 décembre au 5 janvier": "2026-12-20/2027-01-05",
    "le 12 mai": "2027-05-12/2027-05-12",
    "12/5": "2027-05-12/2027-05-12",
    "mercredi": "2026-06-03/2026-06-03",
    "à partir du 1er septembre": "2026-09-01/",
    "tous les mardis de 9h à 11h30 jusqu’au 30/6":
        "FREQ=WEEKLY;BYDAY=TU 09:00-11:30 2026-06-02/2026-06-30",
    "from 9:00 to 11:00 on 12 May": "09:00-11:00 2027-05-12/2027-05-12",
    "FREQ=WEEKLY;BYDAY=WE;UNTIL=20261231": "FREQ=WEEKLY;BYDAY=WE 2026-06-03/2026-12-31",
    "RRULE:FREQ=MONTHLY;BYDAY=1MO pm": "FREQ=MONTHLY;BYDAY=1MO pm 2026-06-01/",
}
# fmt: on


@pytest.mark.parametrize(("words", "line"), SAID.items())
def test_days_are_read_as_planners_say_them(words: str, line: str) -> None:
    assert read_spell(words, MONDAY).line() == line


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("", NotUnderstood),
        ("n’importe quand", NotUnderstood),
        ("le matin", NotUnderstood),
        ("tous les mercredis sauf le 3", NotUnderstood),
        ("un lundi sur cent", NotUnderstood),
        ("every 40th of the month", NotUnderstood),
        ("de 11h à 9h le 3 mai", NotUnderstood),
        ("x" * 5_000, NotUnderstood),
        ("tous les mercredis matin et soir", TwoAnswers),
        ("tous les matins de 9h à 10h", TwoAnswers),
        ("le 31 juin", BadDate),
        ("du 28 au 3 mai", WrongOrder),
        ("FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2", NoDay),
        ("tous les lundis du 2 au 4 juin 2026", NoDay),
    ],
)
def test_what_says_no_days_is_refused_with_what_can_be_said(words: str, wrong: type[BackofficeError]) -> None:
    with pytest.raises(wrong) as caught:
        read_spell(words, MONDAY)
    assert caught.value.remedy


def test_a_rule_that_cannot_be_followed_is_refused() -> None:
    for text in ("FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;INTERVAL=0"):
        with pytest.raises(BackofficeError):
            read_spell(text, MONDAY)


def test_one_week_in_two_is_counted_from_the_first_such_day() -> None:
    saturday = date(2026, 6, 6)
    spell = read_spell("un vendredi sur deux", saturday)
    assert spell.next_days(saturday, 3) == (date(2026, 6, 12), date(2026, 6, 26), date(2026, 7, 10))


def test_a_period_that_has_begun_is_this_years() -> None:
    assert read_spell("du 3 au 28 mai", date(2026, 5, 10)).line() == "2026-05-03/2026-05-28"


def test_a_rule_without_end_is_never_expanded_without_end() -> None:
    spell = read_spell("tous les jours", MONDAY)
    assert len(spell.next_days(MONDAY, 5)) == 5
    assert len(list(spell.days(MONDAY, MONDAY + timedelta(days=9)))) == 10


_weekdays = st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True)
_nth = st.lists(
    st.tuples(st.sampled_from([1, 2, 3, 4, 5, -1, -2]), st.integers(0, 6)),
    min_size=1,
    max_size=3,
    unique=True,
)
_rules = st.one_of(
    st.just(Recurrence("DAILY")),
    st.builds(
        lambda n, days: Recurrence("WEEKLY", n, nth=tuple((0, d) for d in days)),
        st.integers(1, 9),
        _weekdays,
    ),
    st.builds(lambda nth: Recurrence("MONTHLY", nth=tuple(nth)), _nth),
    st.builds(
        lambda days: Recurrence("MONTHLY", monthdays=tuple(days)),
        st.lists(st.integers(1, 28), min_size=1, max_size=4, unique=True),
    ),
    st.builds(lambda n: Recurrence("YEARLY", months=(n,), monthdays=(3,)), st.integers(1, 12)),
    st.builds(lambda n: Recurrence("MONTHLY", 3, nth=((n, 0),)), st.integers(1, 4)),
)  # fmt: skip
_hours = st.one_of(
    st.just((None, None, None)),
    st.sampled_from(["am", "pm", "eve"]).map(lambda half: (half, None, None)),
    st.tuples(st.integers(0, 11), st.integers(12, 23), st.sampled_from([0, 5, 30])).map(
        lambda at: (None, time(at[0], at[2]), time(at[1], at[2]))
    ),
)


@st.composite
def spells(draw: st.DrawFn) -> Spell:
    first = draw(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
    rule = draw(st.none() | _rules.map(rule_text))
    length = draw(st.integers(0, 900))
    last = first + timedelta(days=length) if draw(st.booleans()) else None
    try:
        return spell_of(Spell(first, last, rule, *draw(_hours)).line())
    except NoDay:
        return Spell(first, first)


@given(spells(), st.sampled_from(["fr", "en"]), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_what_is_said_back_reads_as_the_same_days(spell: Spell, language: str, today: date) -> None:
    with speaking(language):
        assert read_spell(said_spell(spell), today) == spell


@given(spells(), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_what_files_keep_reads_as_the_same_days(spell: Spell, today: date) -> None:
    assert spell_of(spell.line()) == spell
    assert read_spell(spell.line(), today) == spell


@given(spells())
def test_a_spell_begins_on_one_of_its_own_days(spell: Spell) -> None:
    assert spell.next_days(spell.first, 1) == (spell.first,)


@given(_rules)
def test_a_rule_is_kept_as_one_text(rule: Recurrence) -> None:
    assert rule_text(parse(rule_text(rule))) == rule_text(rule)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        spell = read_spell(text, MONDAY)
    except BackofficeError:
        return
    assert read_spell(spell.line(), MONDAY) == spell
