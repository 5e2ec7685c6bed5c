"""The words that a letter and the e-mail that carries it share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time

from backoffice.documents.kit.names import reach_of
from backoffice.documents.sheets.acknowledgement import AcknowledgementSheet, Promise, Understood
from backoffice.i18n import N_, _, ngettext
from backoffice.i18n.formats import clock_time, weekday_date

_OURS = {
    "acknowledge": N_("Acknowledgement of your request"),
    "first_answer": N_("Our first answer"),
    "needs": N_("Analysis of your needs"),
    "proposal": N_("Our detailed proposal"),
    "quote": N_("Our quote"),
    "dates": N_("The dates"),
    "documents": N_("The documents of the training"),
    "certificates": N_("The certificates of completion"),
    "complaint": N_("Our answer to your complaint"),
}
_THEIRS = {
    "needs": N_("Answers to our questions on the needs"),
    "proposal": N_("Opinion on our proposal"),
    "quote": N_("Answer to our quote"),
    "dates": N_("Choice of the dates"),
    "documents": N_("Documents that we need"),
    "certificates": N_("Documents for the certificates"),
}
_WHO = {
    "us": N_("We"),
    "client": N_("You"),
    "funder": N_("The funder"),
    "participant": N_("The participants"),
}
_KINDS = {
    "intra": N_("Training for your organisation"),
    "inter": N_("Places in a session open to several organisations"),
    "procedure": N_("Public procedure"),
}


def understood(one: Understood) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What was understood, a label and its texts at a time; what wasn't said is left out."""
    told = (
        (_("Kind of request"), _kind(one)),
        (_("Format"), one.formats),
        (_("Audience"), (one.audience,)),
        (_("Participants"), (headcount(one),)),
        (_("Place"), (one.places,)),
        (_("Period"), (one.period,)),
        (_("Dates to avoid"), (one.excluded,)),
        (_("Funding"), (one.funding,)),
    )
    for label, texts in told:
        if said := tuple(text for text in texts if text):
            yield label, said


def _kind(one: Understood) -> tuple[str, ...]:
    return (_(_KINDS[one.kind]),) if one.kind in _KINDS else ()


def headcount(one: Understood) -> str:
    """``8 to 12 people``, ``12 people at most, in 2 groups``."""
    low, high = one.headcount_min, one.headcount_max
    if low and high and low != high:
        told = _("{low} to {high} people").format(low=low, high=high)
    elif high:
        told = ngettext("{n} person", "{n} people", high).format(n=high)
        told = told if low else _("{people} at most").format(people=told)
    elif low:
        told = ngettext("{n} person", "{n} people", low).format(n=low)
        told = _("{people} at least").format(people=told)
    else:
        told = ""
    groups = ngettext("{n} group", "{n} groups", one.groups).format(n=one.groups) if one.groups > 1 else ""
    return (
        _("{people}, in {groups}").format(people=told, groups=groups) if told and groups else told or groups
    )


def owed(one: Promise) -> tuple[str, str, str]:
    """What is owed, by whom, until when."""
    when = weekday_date(one.due)
    if one.hour:
        when = _("{day} at {hour}").format(day=when, hour=clock_time(time.fromisoformat(one.hour)))
    return what_is_owed(one), _(_WHO.get(one.owed_by, one.owed_by)), when


def what_is_owed(one: Promise) -> str:
    """``Our first answer``; ``Documents that we need – proof of membership``."""
    words = _OURS if one.owed_by == "us" else {**_OURS, "first_answer": N_("Answer"), **_THEIRS}
    what = _(words.get(one.step, one.step))
    return _("{what} – {label}").format(what=what, label=one.label) if one.label else what


def promised(sheet: AcknowledgementSheet) -> str:
    """What comes next where no date was promised."""
    if sheet.understood.kind == "inter":
        return _("We will come back to you with the next sessions, their dates and their price.")
    return _(
        "We will come back to you to analyse your needs; a detailed proposal and a quote will then follow."
    )


def mail_text(sheet: AcknowledgementSheet) -> str:
    """The letter as plain text: what the e-mail that carries it says by itself."""
    parts = [sheet.opening, _section(_("What we understood"), _facts(sheet))]
    if sheet.questions:
        parts.append(_section(_("Our questions"), sheet.questions))
    told = [_("{what} ({who}): {when}").format(what=w, who=who, when=when) for w, who, when in _owed(sheet)]
    parts += [_section(_("What comes next"), told or [promised(sheet)]), sheet.note]
    if reached := reach_of(sheet.disability):
        parts.append(_section(_("Disability"), [", ".join(reached.split("\n"))]))
    parts.append(f"{_('Yours sincerely,')}\n{reach_of(sheet.follower)}\n{sheet.organisation.name}")
    # The registration sentence goes with the name, as on the letter.
    return "\n\n".join(part for part in (*parts, sheet.organisation.registration) if part.strip()) + "\n"


def _facts(sheet: AcknowledgementSheet) -> list[str]:
    told = [(_("Topic"), (sheet.understood.topic,)), *understood(sheet.understood)]
    return [_("{label}: {text}").format(label=label, text="; ".join(texts)) for label, texts in told]


def _owed(sheet: AcknowledgementSheet) -> list[tuple[str, str, str]]:
    return [owed(one) for one in sheet.promises]


def _section(title: str, lines: Sequence[str]) -> str:
    return "\n".join((title, *(f"– {line}" for line in lines)))
