"""A form that asks one thing of each kind."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import model_validator

from backoffice.content.base import Content, Line, Name, Text, as_pydantic
from backoffice.content.fields import Kind, ask
from backoffice.errors import Invalid
from backoffice.services.ports import Form


class Everything(Content):
    """One field of each kind, and a rule between two of them."""

    name: Name = ask("Name", help="As it stands on documents.")
    client: Line = ask("Client", Kind.RECORD, refers_to="client", default="")
    kind: Literal["intra", "inter", "procedure"] = ask(
        "Kind",
        Kind.CHOICE,
        choices=(("intra", "intra"), ("inter", "inter"), ("procedure", "public procedure")),
        default="intra",
    )
    starts: dt.date | None = ask("Starts on", Kind.DATE, default=None)
    ends: dt.date | None = ask("Ends on", Kind.DATE, default=None)
    at: dt.time | None = ask("At", Kind.TIME, default=None)
    until: dt.datetime | None = ask("Held until", Kind.INSTANT, default=None)
    price: int = ask("Price", Kind.AMOUNT, help="Without VAT.", default=0, ge=0)
    unit: int = ask("Unit price", Kind.UNIT_PRICE, default=0, ge=0)
    quantity: int = ask("Quantity", Kind.QUANTITY, default=10_000, ge=1)
    discount: int = ask("Discount", Kind.RATE, default=0, ge=0, le=10_000)
    length: int = ask("Length", Kind.MINUTES, default=210, ge=1)
    people: int = ask("Headcount", Kind.WHOLE, default=8, ge=1, le=60)
    remote: bool = ask("Remote", Kind.YES_NO, default=False)
    trainers: tuple[Line, ...] = ask("Trainers", Kind.RECORDS, refers_to="trainer", default=())
    names: tuple[Line, ...] = ask("Participants", Kind.LINES, help="One a line.", default=())
    note: Text = ask("Note", Kind.TEXT, default="")

    @model_validator(mode="after")
    def _in_order(self) -> Everything:
        if self.starts and self.ends and self.ends < self.starts:
            raise as_pydantic(Invalid("It ends before it starts.", remedy="Put the later day second."))
        return self


def everything(**typed: str) -> Form:
    return Form(Everything, "New request", typed)
