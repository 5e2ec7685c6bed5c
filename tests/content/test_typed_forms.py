"""Forms: what people type becomes values, an error stands beside its field, and reading gives back."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from backoffice.content import acts, records
from backoffice.content.base import Content
from backoffice.content.fields import Kind, describe
from backoffice.content.typed_form import read_field, read_typed, typed_from
from backoffice.i18n import speaking

TODAY = dt.date(2026, 6, 1)
MODELS: list[type[Content]] = [
    *(records.Client, records.Contact, records.Funder, records.Trainer, records.Venue, records.Participant),
    *(records.User, records.Request, records.QuoteLine, records.SlotDate, records.Group),
    *(
        acts.Offer,
        acts.Acceptance,
        acts.Refusal,
        acts.Waiting,
        acts.QuoteHead,
        acts.InstalmentLine,
        acts.Hold,
    ),
    *(acts.NewSlot, acts.SheetWish, acts.Validity),
]
text = st.text("aéœ0[]<>&\"'%=", min_size=1, max_size=8)
_SPAN = (dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1))  # noqa: DTZ001  the zone comes beside
instants = st.datetimes(*_SPAN, timezones=st.just(dt.UTC))
PLAIN: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.LINE: text,
    Kind.TEXT: text | st.just("deux\nlignes"),
    Kind.LINES: text | st.just("deux\nlignes"),
    Kind.RECORD: st.just("CLI-0001"),
    Kind.DATE: st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)),
    Kind.TIME: st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    Kind.INSTANT: instants.map(lambda i: i.replace(microsecond=0)),
    Kind.YES_NO: st.booleans(),
}
SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    "siret": st.just("99901742900013"),
    "vat_number": st.just("FR37999017429"),
    "email": st.just("a@b.example"),
    "zone": st.sampled_from(["Europe/Paris", "Indian/Reunion"]),
    "procedure_zone": st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Cayenne"]),
    "questions_at": st.none(),
    "trainers": st.lists(st.sampled_from(["TRA-0001", "TRA-0002"]), max_size=2).map(tuple),
    "skills": st.lists(text, max_size=2).map(tuple),
    "closures": st.sampled_from([(), ("2026-08-03/2026-08-21 été", "2026-11-02")]),
    "client": st.just("CLI-0001"),
    "initials": st.just("ER"),
    "headcount_min": st.integers(1, 5),
    "headcount_max": st.integers(5, 9),
    "order_number": st.just("BC-1"),
}


def some(model: type[Content]) -> st.SearchStrategy[Any]:
    """Any value of a model that a form could hold."""
    found = {}
    for asked in describe(model):
        one = SPECIAL[asked.name] if asked.name in SPECIAL else PLAIN.get(asked.kind)
        if asked.kind is Kind.CHOICE:
            one = st.sampled_from([token for token, _label in asked.choices])
        if one is None:
            low, high = asked.low if asked.low is not None else 1, asked.high or 10**7
            one = st.integers(max(low, 1), high)
        empty = asked.default is None and not asked.required and asked.name != "client"
        found[asked.name] = one | st.none() if empty else one
    return st.fixed_dictionaries(found).filter(partial(fits, model)).map(model.model_validate)


def fits(model: type[BaseModel], values: dict[str, Any]) -> bool:
    """Whether fields that are each right are so together."""
    try:
        model.model_validate(values)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
@settings(max_examples=12)
@given(data=st.data())
def test_a_form_that_is_opened_and_saved_changes_nothing(
    model: type[Content], language: str, data: st.DataObject
) -> None:
    value = data.draw(some(model))
    with speaking("en" if language == "en" else _french()):
        reading = read_typed(model, typed_from(value), TODAY)
    assert reading.errors == {}
    assert reading.value == value


def _french() -> str:
    """French where its catalogue was compiled; numbers and dates are the same matter."""
    from backoffice.i18n import _catalogue

    try:
        _catalogue("fr")
    except FileNotFoundError:
        return "en"
    return "fr"


def wrong(model: type[Content], **typed: str) -> dict[str, str]:
    reading = read_typed(model, typed, TODAY)
    assert reading.value is None
    return dict(reading.errors)


def test_a_wrong_siret_is_refused_beside_its_field_with_a_remedy() -> None:
    reading = read_typed(records.Client, {"name": "Essai", "siret": "999 017 429 00014"}, TODAY)
    assert set(reading.errors) == {"siret"}
    assert reading.remedies["siret"]


@pytest.mark.parametrize("day", ["30/02/2027", "2027-02-30", "31/4", "29/2/2027", "32/1", "0/1"])
def test_a_date_that_doesnt_exist_is_refused(day: str) -> None:
    assert set(wrong(records.SlotDate, day=day, start="9h", finish="12h30")) == {"day"}


@pytest.mark.parametrize("amount", ["12,3,4", "1 2 3,4,5", "douze", "1,234", "--5", "1e3", "NaN", "∞"])
def test_an_amount_that_isnt_one_is_refused_and_never_guessed(amount: str) -> None:
    assert set(wrong(records.Trainer, name="Essai", day_cost_cents=amount)) == {"day_cost_cents"}


def test_all_errors_come_at_once_one_for_each_field() -> None:
    found = wrong(
        records.Request,
        topic="",
        kind="cake",
        headcount_min="x",
        groups="0",
        budget_cents="-5",
        received_at="?",
    )
    assert set(found) == {"topic", "kind", "headcount_min", "groups", "budget_cents", "received_at"}


def test_a_rule_between_fields_is_told_for_the_form_as_a_whole() -> None:
    assert set(wrong(records.Request, topic="T", client="C", headcount_min="9", headcount_max="3")) == {""}
    assert set(wrong(acts.Acceptance, by="order", name="N", on="1/6")) == {""}


def test_nobody_can_be_chosen_although_the_form_opens_on_the_client() -> None:
    assert read_typed(acts.Waiting, {"whom": ""}, TODAY).value == acts.Waiting(whom="")
    assert read_typed(acts.Waiting, {}, TODAY).value == acts.Waiting(whom="client")


@pytest.mark.parametrize(
    "typed",
    ["12/03/0027 9h", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-05-20 99", "hier"],
)
def test_an_instant_that_cant_be_meant_is_refused(typed: str) -> None:
    assert set(wrong(acts.Hold, until=typed)) == {"until"}


def test_an_instant_given_in_full_is_read_as_it_is() -> None:
    read = read_typed(acts.Hold, {"until": "2026-10-25T02:30:00+01:00"}, TODAY).value
    assert read is not None
    assert read.until == dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("typed", ["29/03/2026 2h30", "25/10/2026 2h30"])
def test_a_local_time_that_is_no_single_instant_is_refused(typed: str) -> None:
    assert set(wrong(acts.Hold, until=typed)) == {"until"}


HOSTILE = 'Salle [/] B <b>& "Œuvre"'


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (HOSTILE, HOSTILE),
        ("\x1b[31mrouge\x07", "[31mrouge"),
        ("abc\u202etxt.exe", "abctxt.exe"),
        ("  deux   mots\t ", "deux mots"),
        ("e\u0301té", "été"),
        ("a\u2028b\x85c", "a bc"),
    ],
)
def test_a_line_is_cleaned_once_and_kept_whole(typed: str, kept: str) -> None:
    read = read_typed(records.Client, {"name": typed}, TODAY).value
    assert read is not None
    assert read.name == kept


def test_a_line_is_never_cut_but_refused_when_too_long() -> None:
    assert set(wrong(records.Client, name="x" * 501)) == {"name"}
    whole = read_typed(records.Client, {"name": "x" * 500, "note": "x" * 10_000}, TODAY).value
    assert whole is not None
    assert len(whole.note) == 10_000


def test_one_field_alone_is_read_as_it_is_typed() -> None:
    assert read_field(records.Trainer, "day_cost_cents", "12,3,4", TODAY)[1]
    assert read_field(records.Trainer, "day_cost_cents", "680", TODAY) != ("", "")
    assert read_field(records.Client, "siret", "1", TODAY)[1]
    assert read_field(records.Client, "name", "", TODAY) == ("", "")


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_every_field_has_a_label_and_its_choices_are_what_the_model_accepts(model: type[Content]) -> None:
    for asked in describe(model):
        assert asked.label
        assert bool(asked.choices) == (asked.kind is Kind.CHOICE)
        for token, _label in asked.choices:
            assert not token or read_field(model, asked.name, token, TODAY)[1] == ""
