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
    return called(person.first_name, person.name)


def called(first_name: str | None, name: str) -> str:
    """The same of names alone."""
    return f"{first_name or ''} {name}".strip()
