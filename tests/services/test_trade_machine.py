"""A model of the trade beside the real one: requests, offers, slots, enrolments, in any order, undone.

The model is written from the rules, not from the code: a few dictionaries. After each step what people are
shown must be what the model says; in the end, `doctor` must find nothing.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from backoffice.clock import FrozenClock
from backoffice.errors import BackofficeError
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of
from backoffice.services.kinds import resolve
from backoffice.services.showing import shown
from backoffice.store.database import Database
from backoffice.store.doctor import examine_database
from tests.services.conftest import AFTERNOON, LINE, MORNING, Trade
from tests.store.postgres import NOW, Server

TRAINER = "TRA-0001"
DAYS = ("2026-09-15", "2026-09-16", "2026-10-13")
HALVES = {"am": MORNING, "pm": AFTERNOON}
OCCUPYING = ("held", "confirmed")
SEATS = 3
PEOPLE = ("Roux Zoé", "Auclair Delphine", "Kerbrat Yann", "Giry Œnone", "Évrard Noémie")
OPEN = ("received", "acknowledged", "analysing", "drafting", "offered")


@dataclass
class SlotModel:
    state: str = "to_plan"
    place: tuple[str, str] | None = None


@dataclass
class Dossier:
    stage: str = "received"
    slots: dict[int, SlotModel] = field(default_factory=dict)
    # Each version: its state, and its number once issued.
    quotes: dict[int, str] = field(default_factory=dict)
    number: int | None = None
    group: str = ""
    people: dict[str, str] = field(default_factory=dict)
    # What each person's enrolment is called in the group; a rank given is never given again.
    places: dict[str, str] = field(default_factory=dict)

    def seated(self) -> int:
        return sum(state in ("enrolled", "admitted") for state in self.people.values())


@dataclass
class World:
    dossiers: dict[str, Dossier] = field(default_factory=dict)
    numbers: int = 0

    def taken(self, place: tuple[str, str], but: SlotModel) -> bool:
        """Whether the one trainer is already somewhere at that time."""
        slots = (slot for dossier in self.dossiers.values() for slot in dossier.slots.values())
        return any(s is not but and s.place == place and s.state in OCCUPYING for s in slots)


Fits = Callable[[Dossier], bool]


def where(fits: Fits) -> Any:
    """That a rule is for worlds in which some dossier fits."""
    return precondition(lambda machine: any(fits(one) for one in machine.world.dossiers.values()))


def is_new(dossier: Dossier) -> bool:
    return dossier.stage == "received"


def is_drafted(dossier: Dossier) -> bool:
    return bool(dossier.slots)


def is_ready(dossier: Dossier) -> bool:
    return dossier.stage == "drafting" and not dossier.slots


def has_a_draft(dossier: Dossier) -> bool:
    return "draft" in dossier.quotes.values()


def can_be_revised(dossier: Dossier) -> bool:
    return "issued" in dossier.quotes.values() and len(dossier.quotes) < 3


def has_people(dossier: Dossier) -> bool:
    return bool(dossier.people)


class TradeMachine(RuleBasedStateMachine):
    """What people do; each rule knows from the model whether it must be done or refused."""

    target = ""

    def __init__(self) -> None:
        super().__init__()
        self.trade = Trade(Database.open(self.target, FrozenClock(NOW)))
        self.client = self.trade.client()
        assert self.trade.trainer() == TRAINER
        self.world = World()
        # What the world was before each act that can be undone, since the last one that can't.
        self.befores: list[World] = []

    # How a rule acts

    def done(self, act: str, ref: str, values: Any = None, *, final: bool = False, **rest: Any) -> str:
        before = copy.deepcopy(self.world)
        found = self.trade.act(act, ref, values, **rest).ref
        self.befores = [] if final else [*self.befores, before]
        return found

    def refused(self, act: str, ref: str, values: Any = None, **rest: Any) -> None:
        with pytest.raises(BackofficeError):
            self.trade.act(act, ref, values, **rest)

    def either(
        self, fits: bool, then: Callable[[], None], act: str, ref: str, values: Any = None, **rest: Any
    ) -> None:
        """Does the act and tells the model, or sees it refused."""
        if not fits:
            self.refused(act, ref, values, **rest)
            return
        self.done(act, ref, values, **rest)
        then()

    def pick(self, data: st.DataObject, fits: Fits) -> tuple[str, Dossier]:
        refs = [ref for ref, dossier in self.world.dossiers.items() if fits(dossier)]
        ref = data.draw(st.sampled_from(refs))
        return ref, self.world.dossiers[ref]

    # Requests

    @initialize()
    def two_offers_are_being_drafted(self) -> None:
        for _n in range(2):
            self._received()
            ref, dossier = list(self.world.dossiers.items())[-1]
            self._goes_on(ref, dossier)
            self._drafted(ref, dossier)

    @precondition(lambda self: len(self.world.dossiers) < 4)
    @rule()
    def a_request_comes_in(self) -> None:
        self._received()

    def _received(self) -> None:
        before = copy.deepcopy(self.world)
        ref = self.trade.received(client=self.client, headcount_max=SEATS)
        self.befores.append(before)
        self.world.dossiers[ref] = Dossier()

    @where(is_new)
    @rule(data=st.data())
    def it_is_taken_as_far_as_an_offer(self, data: st.DataObject) -> None:
        ref, dossier = self.pick(data, is_new)
        self.refused("draft-offer", ref, {"programme": "COOP"})
        self._goes_on(ref, dossier)

    def _goes_on(self, ref: str, dossier: Dossier) -> None:
        self.done("acknowledge", ref)
        dossier.stage = "acknowledged"
        self.done("skip-needs", ref, reason="known client")
        dossier.stage = "drafting"

    @where(is_ready)
    @rule(data=st.data())
    def an_offer_is_drafted(self, data: st.DataObject) -> None:
        self._drafted(*self.pick(data, is_ready))

    def _drafted(self, ref: str, dossier: Dossier) -> None:
        self.done("draft-offer", ref, {"programme": "COOP"})
        # Ranks once given are never given again, so an offer drafted anew after an undo has others.
        found = self._show(ref)
        assert len(found["slots"]) == 3
        dossier.slots = {int(one["id"].rpartition("S")[2]): SlotModel() for one in found["slots"]}
        [quote], [dossier.group] = found["quotes"], found["groups"]
        dossier.quotes = {quote["version"]: "draft"}

    @where(is_drafted)
    @rule(data=st.data(), act=st.sampled_from(["decline", "withdraw"]))
    def a_dossier_ends(self, data: st.DataObject, act: str) -> None:
        ref, dossier = self.pick(data, is_drafted)
        fits = dossier.stage in OPEN or (act == "withdraw" and dossier.stage == "accepted")
        values = {"cause": "price"} if act == "decline" else None

        def then() -> None:
            dossier.stage = "declined" if act == "decline" else "withdrawn"
            for version, state in dossier.quotes.items():
                if state == "issued":
                    dossier.quotes[version] = "refused" if act == "decline" else "withdrawn"
            for slot in dossier.slots.values():
                slot.state = "cancelled"

        self.either(fits, then, act, ref, values, reason="no budget")

    # Quotes

    @where(has_a_draft)
    @rule(data=st.data())
    def a_quote_is_issued(self, data: st.DataObject) -> None:
        ref, dossier = self.pick(data, has_a_draft)
        version = next(v for v, state in dossier.quotes.items() if state == "draft")
        if dossier.stage not in ("drafting", "offered"):
            self.refused("issue-quote", f"{ref}/V{version}")
            return
        if len(dossier.quotes) == 1:
            self.refused("issue-quote", f"{ref}/V{version}")
            self.done("add-line", f"{ref}/V{version}", LINE)
        self.done("issue-quote", f"{ref}/V{version}", final=True)
        if dossier.number is None:
            self.world.numbers += 1
            dossier.number = self.world.numbers
        dossier.quotes[version], dossier.stage = "issued", "offered"

    @where(can_be_revised)
    @rule(data=st.data())
    def a_quote_is_revised(self, data: st.DataObject) -> None:
        ref, dossier = self.pick(data, can_be_revised)
        version = next(v for v, state in dossier.quotes.items() if state == "issued")
        fits = dossier.stage == "offered" and "draft" not in dossier.quotes.values()

        def then() -> None:
            dossier.quotes[self._show(ref)["quotes"][-1]["version"]] = "draft"

        self.either(fits, then, "revise-quote", f"{ref}/V{version}")

    @where(is_drafted)
    @rule(data=st.data())
    def a_quote_is_accepted(self, data: st.DataObject) -> None:
        ref, dossier = self.pick(data, is_drafted)
        version = data.draw(st.sampled_from(sorted(dossier.quotes)))
        fits = dossier.quotes[version] == "issued" and dossier.stage == "offered"

        def then() -> None:
            for other, state in dossier.quotes.items():
                if state == "issued":
                    dossier.quotes[other] = "superseded"
            dossier.quotes[version], dossier.stage = "accepted", "accepted"

        signed = {"name": "I. Chambraud", "on": "2026-06-01"}
        self.either(fits, then, "accept-quote", f"{ref}/V{version}", signed)

    # Slots

    @where(is_drafted)
    @rule(data=st.data(), day=st.sampled_from(DAYS), half=st.sampled_from(sorted(HALVES)))
    def a_slot_is_dated(self, data: st.DataObject, day: str, half: str) -> None:
        ref, dossier = self.pick(data, is_drafted)
        n = data.draw(st.sampled_from(sorted(dossier.slots)))
        slot = dossier.slots[n]
        values = {"day": day, **HALVES[half], "trainers": [TRAINER]}

        def then() -> None:
            slot.state, slot.place = "proposed", (day, half)

        self.either(slot.state == "to_plan", then, "date-slot", f"{ref}/S{n}", values)

    @where(is_drafted)
    @rule(data=st.data(), act=st.sampled_from(["hold-slot", "confirm-slot", "undate-slot", "cancel-slot"]))
    def a_slot_goes_on(self, data: st.DataObject, act: str) -> None:
        ref, dossier = self.pick(data, is_drafted)
        n = data.draw(st.sampled_from(sorted(dossier.slots)))
        slot = dossier.slots[n]
        sources, target = {
            "hold-slot": (("proposed",), "held"),
            "confirm-slot": (("proposed", "held"), "confirmed"),
            "undate-slot": (("proposed", "held", "confirmed"), "to_plan"),
            "cancel-slot": (("to_plan", "proposed", "held", "confirmed"), "cancelled"),
        }[act]
        free = target not in OCCUPYING or (slot.place is not None and not self._in_the_way(ref, slot))
        values = {"until": "2026-06-20T07:00:00Z"} if act == "hold-slot" else None

        def then() -> None:
            slot.state = target
            if target == "to_plan":
                slot.place = None

        self.either(
            slot.state in sources and free, then, act, f"{ref}/S{n}", values, reason="the client asked"
        )

    def _in_the_way(self, ref: str, slot: SlotModel) -> bool:
        assert slot.place is not None
        return self.world.taken(slot.place, slot)

    # Enrolments

    @where(is_drafted)
    @rule(data=st.data(), who=st.sampled_from(PEOPLE), as_=st.sampled_from(["enrolled", "candidate"]))
    def somebody_comes(self, data: st.DataObject, who: str, as_: str) -> None:
        _ref, dossier = self.pick(data, is_drafted)
        ended = dossier.stage in ("declined", "withdrawn")
        room = as_ == "candidate" or dossier.seated() < SEATS
        fits = who not in dossier.people and room and not ended

        def then() -> None:
            dossier.people[who] = as_
            dossier.places[who] = self._show(dossier.group)["participants"][-1]["id"]

        self.either(fits, then, "enrol", dossier.group, {"people": [who], "state": as_})

    @where(has_people)
    @rule(
        data=st.data(),
        act=st.sampled_from(
            ["admit", "put-on-waiting-list", "refuse-enrolment", "confirm-enrolment", "withdraw-enrolment"]
        ),
    )
    def an_enrolment_goes_on(self, data: st.DataObject, act: str) -> None:
        _ref, dossier = self.pick(data, has_people)
        who = data.draw(st.sampled_from(sorted(dossier.people)))
        sources, target = {
            "admit": (("candidate", "waiting"), "admitted"),
            "put-on-waiting-list": (("candidate", "admitted"), "waiting"),
            "refuse-enrolment": (("candidate", "admitted", "waiting"), "refused"),
            "confirm-enrolment": (("admitted", "waiting"), "enrolled"),
            "withdraw-enrolment": (("candidate", "admitted", "waiting", "enrolled"), "withdrawn"),
        }[act]
        state = dossier.people[who]
        takes_a_seat = target in ("admitted", "enrolled") and state not in ("admitted", "enrolled")
        ended = dossier.stage in ("declined", "withdrawn")
        fits = state in sources and not ended and not (takes_a_seat and dossier.seated() >= SEATS)

        def then() -> None:
            dossier.people[who] = target

        self.either(fits, then, act, dossier.places[who], reason="they said so")

    # Back

    @precondition(lambda self: bool(self.befores))
    @rule()
    def the_last_act_is_undone(self) -> None:
        self.trade.undo()
        self.world = self.befores.pop()

    # What must always be so

    @invariant()
    def what_is_shown_is_what_the_model_says(self) -> None:
        for ref, dossier in self.world.dossiers.items():
            self._compare(dossier, self._show(ref))

    def _show(self, ref: str) -> dict[str, Any]:
        with self.trade.database.reading() as unit:
            return shown(Doing(unit, settings_of(unit), None, unit.now), resolve(unit, ref))

    def _compare(self, dossier: Dossier, found: dict[str, Any]) -> None:
        assert found["stage"] == dossier.stage
        assert {q["version"]: q["state"] for q in found["quotes"]} == dossier.quotes
        numbered = {q["number"].rpartition("-")[0] for q in found["quotes"] if q["number"]}
        assert numbered == ({f"DEV-2026-{dossier.number:04}"} if dossier.number else set())
        assert {s["id"].rpartition("S")[2]: s["state"] for s in found["slots"]} == {
            str(n): slot.state for n, slot in dossier.slots.items()
        }
        alive = [slot for slot in dossier.slots.values() if slot.state != "cancelled"]
        assert found["minutes"]["total"] == 210 * len(alive)
        assert found["minutes"]["confirmed"] == 210 * sum(slot.state == "confirmed" for slot in alive)
        if dossier.slots:
            people = self._show(dossier.group)["participants"]
            assert [(p["id"], p["state"]) for p in people] == [
                (dossier.places[who], state) for who, state in dossier.people.items()
            ]

    def teardown(self) -> None:
        found = examine_database(self.trade.database)
        self.trade.database.close()
        assert found == ()


@pytest.mark.parametrize("stories", [4, pytest.param(100, marks=pytest.mark.slow)])
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_whatever_people_do_in_whatever_order_is_what_the_rules_say(
    engine: str, stories: int, request: pytest.FixtureRequest
) -> None:
    fresh = _sqlite(request) if engine == "sqlite" else _postgres(request)
    targets: list[Any] = []

    class Machine(TradeMachine):
        def __init__(self) -> None:
            held = fresh()
            targets.append(held)
            self.target = held.__enter__()
            super().__init__()

        def teardown(self) -> None:
            try:
                super().teardown()
            finally:
                targets.pop().__exit__(None, None, None)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=stories if engine == "sqlite" else stories // 2,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def _sqlite(request: pytest.FixtureRequest) -> Callable[[], Any]:
    house: Path = request.getfixturevalue("house_file")

    @contextmanager
    def fresh() -> Iterator[str]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "backoffice.db"
            shutil.copyfile(house, path)
            path.chmod(0o600)
            yield str(path)

    return fresh


def _postgres(request: pytest.FixtureRequest) -> Callable[[], Any]:
    server: Server = request.getfixturevalue("server")
    name: str = request.getfixturevalue("house_name")

    @contextmanager
    def fresh() -> Iterator[str]:
        url = server.copy(name)
        try:
            yield url
        finally:
            server.drop(url)

    return fresh
