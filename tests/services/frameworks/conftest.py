"""A house with a public buyer and its framework of two lots."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.conftest import Trade

FRAMEWORK = """
format = "framework/1"
code = "ACC-2026"
title = "Accompagnement de projets"
client = "{client}"
market = "2026-FORM-012"
starts_on = 2026-01-01
ends_on = 2026-12-31
renewals = 3
tacit = false
index = "Syntec"
base = "300"
fixed = "15 %"

[[lots]]
code = "1"
label = "Animation"
minimum = "1 000"
maximum = "10 000"

[[lots]]
code = "2"
label = "Conseil"
maximum = "5 000"

[[lines]]
lot = "1"
code = "jour"
label = "Journée d’animation"
per = "group"
by = "day"
price = "1 150"

[[lines]]
lot = "1"
code = "dossier"
label = "Préparation"
per = "file"
by = "once"
price = "400"

[[lines]]
lot = "2"
code = "conseil"
label = "Journée de conseil"
service = "consulting"
per = "trainer"
by = "day"
price = "900"
"""


class Market(Trade):
    """People who answer orders of a public buyer."""

    buyer: str = ""

    def begin(self) -> Market:
        self.buyer = self.client(name="Communauté de communes", kind="public", siret="99950931800096")
        self.publish()
        return self

    def publish(self, **changes: str) -> str:
        text = FRAMEWORK.format(client=self.buyer)
        for old, new in changes.items():
            text = text.replace(*new.split(" -> ")) if " -> " in new else text.replace(old, new)
        return self.act("publish-framework", "", {"text": text, "file": "acc.toml"}).ref

    def placed(self, lot: str = "1", **values: Any) -> str:
        """A dossier of the buyer under the framework."""
        ref = self.received(client=self.buyer, **values)
        self.act("place-under-framework", ref, {"framework": "ACC-2026", "lot": lot})
        return ref

    def draft(self, ref: str) -> None:
        """An offer of the programme, its quote still without lines."""
        self.act("acknowledge", ref)
        self.act("skip-needs", ref, reason="known client")
        self.act("draft-offer", ref, {"programme": "COOP"})

    def quoted(self) -> tuple[str, str]:
        """A dossier under the framework with a quote issued from its price schedule."""
        ref = self.placed()
        self.draft(ref)
        self.act("price-quote", f"{ref}/V1")
        return ref, self.act("issue-quote", f"{ref}/V1").ref

    def order(self, ref: str, number: str = "BC-1", net_cents: int = 250_000, **values: Any) -> str:
        wish = {"number": number, "on": "2026-05-29", "net_cents": net_cents}
        return self.act("record-order-form", ref, wish | values).ref


@pytest.fixture
def market(trade: Trade) -> Market:
    return Market(trade.database).begin()
