"""Who a module asks for, and who does it."""

from __future__ import annotations

from backoffice.content.programme import module_of
from backoffice.domain.programme import Role
from backoffice.store.records import RequestModule, Trainer


def roles_of(module: RequestModule) -> tuple[Role, ...]:
    """The places in the team of a dossier's module, the lead first."""
    return module_of(module.body).team


def full_name(person: Trainer) -> str:
    """First name and surname, as people say them."""
    return f"{person.first_name or ''} {person.name}".strip()
