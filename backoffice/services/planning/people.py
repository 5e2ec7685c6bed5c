"""Who can teach what is to be placed, and what is missing to say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backoffice.domain.calendar_problem import Role
from backoffice.domain.programme import Module
from backoffice.domain.programme import Role as Place
from backoffice.errors import BackofficeError, Several
from backoffice.i18n import _
from backoffice.services.planning.facts import Dossier, Sat

# How many trainers are tried for each place of a team of one, two or three, and of more: every team that they
# can make is looked at.
_EACH = {1: 60, 2: 16, 3: 7}
_EACH_OF_MANY = 4


class NobodyTeaches(BackofficeError):
    """A module that nobody has the skill for."""

    code = "nobody_teaches"

    def __init__(self, module: Module, role: str) -> None:
        super().__init__(
            _("Nobody has the skill {code} that “{module}” asks of its {role}.").format(
                code=module.code, module=module.label, role=role
            ),
            remedy=_("Add {code} to the modules of a trainer.").format(code=module.code),
        )


class TooFewTeach(BackofficeError):
    """A module whose team is larger than the trainers who have the skill."""

    code = "too_few_teach"

    def __init__(self, module: Module, wanted: int, there: int) -> None:
        super().__init__(
            _("“{module}” asks for a team of {wanted}, and {there} trainers have the skill {code}.").format(
                module=module.label, wanted=wanted, there=there, code=module.code
            ),
            remedy=_("Add {code} to the modules of another trainer, or make the team smaller.").format(
                code=module.code
            ),
        )


class NoLength(BackofficeError):
    """A slot that says neither how long it lasts nor at what hours."""

    code = "no_length"

    def __init__(self, sat: Sat, module: Module) -> None:
        super().__init__(
            _("{slot} of “{module}” has no length.").format(slot=sat.ref, module=module.label),
            remedy=_("Give the minutes of its part in the programme, or of the slot."),
        )


def missing_people(dossier: Dossier, modules: Sequence[Module], free: Mapping[str, tuple[Sat, ...]]) -> None:
    """Raises what is missing for these modules to be placed at all, everything at once."""
    found = [wrong for module in modules for wrong in _missing(dossier, module, free[module.code])]
    if found:
        raise found[0] if len(found) == 1 else Several(tuple(found))


def _missing(dossier: Dossier, module: Module, free: Sequence[Sat]) -> list[BackofficeError]:
    found: list[BackofficeError] = [NoLength(sat, module) for sat in free if sat.minutes <= 0]
    if not any(sat.teaches for sat in free):
        return found
    roles = any_of(dossier, module, free)
    empty = [role for role in roles if not role.any_of]
    if empty:
        return [*found, *(NobodyTeaches(module, role.role) for role in empty[:1])]
    able = {ref for role in roles for ref in role.any_of}
    if len(able) < len(roles):
        found.append(TooFewTeach(module, len(roles), len(able)))
    return found


def any_of(dossier: Dossier, module: Module, free: Sequence[Sat]) -> tuple[Role, ...]:
    """The team that a module asks for, each role with who can take it; none where no trainer is there.

    Somebody who teaches has the module among their skills; for a role that doesn't, its name will do.
    """
    if not any(sat.teaches for sat in free):
        return ()
    most = _EACH.get(len(module.team), _EACH_OF_MANY)
    now = {ref for sat in free for ref in sat.trainers}
    return tuple(Role(place.role, _able(dossier, module, place, now)[:most]) for place in module.team)


def _able(dossier: Dossier, module: Module, place: Place, now: set[str]) -> tuple[str, ...]:
    """Who can take a place: those who are on the slots already, then as the house asks them."""
    wanted = {module.code} if place.teaches else {module.code, place.role}
    able = [one for one in dossier.teachers if one.skills & wanted]
    return tuple(one.ref for one in sorted(able, key=lambda one: (one.ref not in now, one.rank, one.ref)))


def too_many(dossier: Dossier, module: Module, free: Sequence[Sat]) -> bool:
    """Whether more trainers have the skill than are tried."""
    most = _EACH.get(len(module.team), _EACH_OF_MANY)
    return any(len(_able(dossier, module, place, set())) > most for place in module.team)
