"""When an act happened, for forms and dialogs: folded away until wanted, and now unless it says more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

from backoffice.content.fields import Description, Kind
from backoffice.content.typed_form import read_when
from backoffice.i18n import N_
from backoffice.tui.widgets.forms import Field

if TYPE_CHECKING:
    from backoffice.tui.app import BackofficeApp

WHEN = "occurred_at"


def _asked() -> Description:
    return Description(
        name=WHEN,
        label=N_("Happened"),
        kind=Kind.INSTANT,
        help=N_("Now, unless you say: yesterday 14h30, 28/05 9h, monday."),
        required=False,
        choices=(),
        refers_to=None,
        default=None,
        low=None,
        high=None,
    )


class WhenField(Field):
    """The field itself; what was understood stands beside it."""

    def __init__(self) -> None:
        super().__init__(_asked())
        self.id = WHEN

    def read(self) -> tuple[datetime | None, str]:
        """The instant typed (None: now) and what is wrong with it, shown too."""
        house = cast("BackofficeApp", self.app).house
        at, understood, wrong = read_when(self.words, house.today, house.zone)
        self.say(understood, wrong)
        return at, wrong

    def look(self) -> None:
        """Says what is understood while one types."""
        self.read()
