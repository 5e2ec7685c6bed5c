"""Which clients are members, from when to when: what some programmes ask and some prices depend on."""

from __future__ import annotations

from backoffice.content.enrolments import EndOfMembership, Membership
from backoffice.domain.text import fold
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import N_, _
from backoffice.i18n.formats import short_date
from backoffice.services.acts import Doing, Done, act
from backoffice.services.seats import memberships_of
from backoffice.store.records import Client


class NoMembership(BackofficeError):
    code = "no_membership"

    def __init__(self, client: str, label: str, known: tuple[str, ...]) -> None:
        super().__init__(
            _("{client} has no membership {label}.").format(client=client, label=label),
            remedy=_("Choose among: {labels}.").format(labels=", ".join(known) or "-"),
        )


@act("record-membership", N_("Record a membership"), on="client", model=Membership)
def record_membership(doing: Doing, client: Client, values: Membership) -> Done:
    """Notes that a client is a member, from one day to another, both included."""
    for known in memberships_of(client):
        apart = (values.to_day and values.to_day < known.first) or (
            known.last and known.last < values.from_day
        )
        if fold(known.label) == fold(values.label) and not apart:
            raise Invalid(
                _("{client} already has {label} from {day}.").format(
                    client=client.name, label=known.label, day=short_date(known.first)
                ),
                remedy=_("Give the dates of another period, or end that one first (end-membership)."),
            )
    row = {
        "label": values.label,
        "from": values.from_day.isoformat(),
        "to": values.to_day.isoformat() if values.to_day else None,
        "number": values.number,
    }
    client.memberships = sorted([*client.memberships, row], key=lambda one: str(one["from"]))
    doing.unit.session.flush()
    return Done(client, client.ref, {"from": row["from"], "to": row["to"]})


@act("end-membership", N_("End a membership"), on="client", model=EndOfMembership)
def end_membership(doing: Doing, client: Client, values: EndOfMembership) -> Done:
    """Sets the last day of the latest membership of that name."""
    rows = [dict(one) for one in client.memberships]
    row = next((one for one in reversed(rows) if fold(one["label"]) == fold(values.label)), None)
    if row is None:
        raise NoMembership(client.name, values.label, tuple(one["label"] for one in rows))
    if values.to_day.isoformat() < row["from"]:
        raise Invalid(_("The last day comes before the first."), remedy=_("Give a later day."))
    row["to"] = values.to_day.isoformat()
    client.memberships = rows
    doing.unit.session.flush()
    return Done(client, client.ref, {"from": row["from"], "to": row["to"]})
