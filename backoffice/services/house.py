"""The house itself: its settings given to the database, its first user."""

from __future__ import annotations

import getpass
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from backoffice.content.settings import Settings
from backoffice.errors import BackofficeError, Invalid, Place, Several
from backoffice.i18n import _
from backoffice.i18n.reasons import of_system
from backoffice.store.canonical import canonical, sha256
from backoffice.store.database import Database
from backoffice.store.journal import Entry
from backoffice.store.records import Settings as SettingsRow
from backoffice.store.records import TaskTemplate, User
from backoffice.store.unit import UnitOfWork

if TYPE_CHECKING:
    from backoffice.services.acts import Done

LOGO_BYTES = 2_000_000
# The settings aren't a record of the trade: in the journal they go by this name.
SUBJECT = "settings"


class NoSettings(BackofficeError):
    code = "no_settings"

    def __init__(self) -> None:
        super().__init__(
            _("This workspace has no settings yet."),
            remedy=_("Fill in config.toml, then: backoffice config apply"),
        )


def apply_settings(database: Database, settings: Settings, folder: Path, user: str = "") -> bool:
    """Gives the settings to the database as one dated act; False when they are already in force."""
    logo = _logo(folder, settings.organisation.logo)
    with database.transaction() as unit:
        body = settings.model_dump(mode="json")
        if logo is not None:
            name = sha256(logo)
            body["organisation"]["logo"] = f"sha256:{name}"
        digest = sha256(canonical(body))
        last = in_force(unit)
        if last is not None and last.sha256 == digest:
            if furnish(unit, settings, user):
                unit.commit()
            return False
        if logo is not None:
            unit.put_blob(logo, "image/png" if logo.startswith(b"\x89PNG") else "image/jpeg")
        actor = _actor(unit, user)
        row = SettingsRow(body=body, sha256=digest, applied_at=unit.now, occurred_at=unit.now, actor_id=actor)
        unit.add(row)
        unit.append(Entry("apply-settings", SUBJECT, unit.now, actor, SUBJECT, {"sha256": digest}))
        _follow_texts(unit, last, settings, actor)
        furnish(unit, settings, user)
        _check_templates(unit, settings)
        unit.commit()
    return True


def furnish(unit: UnitOfWork, settings: Settings, user: str = "") -> bool:
    """Gives a house that never had a template of tasks, or a questionnaire, those that come with the back
    office, and its texts the first version that its settings say."""
    from backoffice.services import every_act  # noqa: F401  a template names acts
    from backoffice.services.acts import Doing
    from backoffice.services.needs.templates import shipped_questionnaires
    from backoffice.services.task_templates import shipped_template
    from backoffice.services.texts.seeding import seeded

    actor = unit.session.get(User, number) if (number := _actor(unit, user)) else None
    doing = Doing(unit, settings, actor, unit.now)
    template = shipped_template(doing)
    found = [("publish-task-template", template)] if template is not None else []
    found += [("publish-questionnaire", one) for one in shipped_questionnaires(doing)]
    found += [("publish-text", one) for one in seeded(doing)]
    _tell(unit, actor.id if actor else None, found)
    return bool(found)


def _tell(unit: UnitOfWork, actor: int | None, found: Iterable[tuple[str, Done]]) -> None:
    for act, done in found:
        unit.append(Entry(act, done.subject.uid, unit.now, actor, done.ref, dict(done.payload)))


def _follow_texts(unit: UnitOfWork, last: SettingsRow | None, settings: Settings, actor: int | None) -> None:
    """Texts that the settings say otherwise than those before them get a version of today."""
    from backoffice.content.base import build
    from backoffice.services.acts import Doing
    from backoffice.services.texts.seeding import followed

    if last is not None:
        doing = Doing(unit, settings, None, unit.now)
        found = followed(doing, build(Settings, last.body), settings)
        _tell(unit, actor, (("publish-text", one) for one in found))


def _check_templates(unit: UnitOfWork, settings: Settings) -> None:
    """Raises when the settings name a template of tasks that isn't there."""
    there = sorted(set(unit.session.scalars(select(TaskTemplate.ref))))
    found = [
        Invalid(
            _("There is no template of tasks {code}.").format(code=code),
            place=Place("config.toml", None, f"tasks.usual.{kind}"),
            remedy=_("Use one of: {codes}.").format(codes=", ".join(there)),
        )
        for kind, code in settings.tasks.usual.items()
        if code and code not in there
    ]
    if found:
        raise Several(tuple(found)) if len(found) > 1 else found[0]


def _logo(folder: Path, name: str) -> bytes | None:
    if not name or name.startswith("sha256:"):
        return None
    from backoffice.documents.kit.picture import picture

    path = folder / name
    place = Place("config.toml", None, "organisation.logo")
    try:
        if path.stat().st_size > LOGO_BYTES:
            raise Invalid(
                _("The logo has more than {n} bytes.").format(n=LOGO_BYTES),
                place=place,
                remedy=_("Give a smaller picture: 600 pixels high is enough."),
            )
        data = path.read_bytes()
        picture(data)
    except OSError as wrong:
        raise Invalid(
            _("The logo {file} can't be read: {reason}.").format(file=name, reason=of_system(wrong)),
            place=place,
            remedy=_("Put the picture beside config.toml, or leave the logo empty."),
        ) from None
    return data


def in_force(unit: UnitOfWork) -> SettingsRow | None:
    """The last settings applied."""
    return unit.session.scalars(select(SettingsRow).order_by(SettingsRow.id.desc()).limit(1)).one_or_none()


def _actor(unit: UnitOfWork, user: str) -> int | None:
    if not user:
        return None
    found = unit.session.scalars(select(User).where(User.ref == user.lower())).one_or_none()
    return found.id if found else None


def first_user(database: Database, name: str = "", initials: str = "") -> str:
    """Makes the workspace's first user out of this system login; gives their initials."""
    login = getpass.getuser()
    shown = name or login
    short = (initials or "".join(word[0] for word in shown.split()) or shown)[:4].lower()
    with database.transaction() as unit:
        user: Any = unit.add(
            User(ref=short, name=shown, initials=short.upper(), role="administrator", login=login)
        )
        unit.append(Entry("new-user", user.uid, unit.now, None, short, {}))
        unit.commit()
    return short
