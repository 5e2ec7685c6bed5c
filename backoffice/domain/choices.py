"""The closed lists that people choose from: each token with its label (a message id)."""

from __future__ import annotations

from backoffice.i18n import N_

Choices = tuple[tuple[str, str], ...]

TERRITORIES = (
    ("FR", N_("mainland France")),
    ("FR-57", N_("Moselle")),
    ("FR-67", N_("Bas-Rhin")),
    ("FR-68", N_("Haut-Rhin")),
    ("GP", N_("Guadeloupe")),
    ("MQ", N_("Martinique")),
    ("GF", N_("Guyane")),
    ("RE", N_("Réunion")),
    ("YT", N_("Mayotte")),
    ("MF", N_("Saint-Martin")),
    ("BL", N_("Saint-Barthélemy")),
    ("PM", N_("Saint-Pierre-et-Miquelon")),
)
CLIENT_KINDS = (
    ("company", N_("company")),
    ("association", N_("association")),
    ("public", N_("public buyer")),
    ("individual", N_("individual")),
)
# What a dossier asks of its dates where the client's school zone has holidays; "" is what the house does.
SCHOOL_CHOICES = (
    ("", N_("as the house does")),
    ("never", N_("never planned on")),
    ("avoid", N_("avoided")),
    ("ignore", N_("planned on like other days")),
)
REQUEST_KINDS = (
    ("intra", N_("intra")),
    ("procedure", N_("public procedure")),
    ("inter", N_("inter")),
    ("own_session", N_("own session")),
)
CHANNELS = (
    ("mail", N_("e-mail")),
    ("phone", N_("telephone")),
    ("web", N_("web form")),
    ("letter", N_("letter")),
    ("meeting", N_("meeting")),
    ("platform", N_("buyers' platform")),
)
LANGUAGES = (("fr", N_("French")), ("en", N_("English")))
FUNDER_KINDS = (
    ("opco", N_("skills operator (OPCO)")),
    ("faf", N_("fund of the self-employed (FAF)")),
    ("region", N_("region")),
    ("state", N_("State")),
    ("france_travail", N_("France Travail")),
    ("other", N_("other")),
)
TRAINER_KINDS = (
    ("employee", N_("employee")),
    ("subcontractor", N_("subcontractor")),
)
VENUE_KINDS = (
    ("client", N_("at the client's")),
    ("own", N_("our own")),
    ("hired", N_("hired")),
    ("remote", N_("remote link")),
    ("town", N_("a town, room not known yet")),
)
STATUS_CATEGORIES = (
    ("", N_("not known yet")),
    ("employee", N_("employee of a private employer")),
    ("apprentice", N_("apprentice")),
    ("job_seeker", N_("job seeker")),
    ("self_paying", N_("individual who pays")),
    ("other", N_("other (public agent, self-employed…)")),
)
ROLES = (
    ("administrator", N_("training administrator")),
    ("planner", N_("planner")),
    ("accountant", N_("accountant")),
    ("manager", N_("manager")),
)
OUR_ROLES = (
    ("own", N_("in our own name")),
    ("subcontractor", N_("subcontractor")),
    ("partner", N_("partner")),
)
NATURES = (
    ("training", N_("training")),
    ("ancillary", N_("linked to the training")),
    ("consulting", N_("consulting")),
    ("other", N_("other")),
)
DECLINE_REASONS = (
    ("price", N_("price")),
    ("dates", N_("dates")),
    ("competitor", N_("another organisation")),
    ("budget", N_("no budget or no funding")),
    ("postponed", N_("postponed by the client")),
    ("content", N_("content doesn't fit")),
    ("no_answer", N_("no answer")),
    ("other", N_("other")),
)
# For whom a task is, when it isn't for somebody by name.
WHOM = (
    ("owner", N_("who owns the dossier")),
    ("administrator", N_("training administrator")),
    ("planner", N_("planner")),
    ("accountant", N_("accountant")),
    ("manager", N_("manager")),
    ("trainer", N_("trainer")),
    ("client", N_("the client’s contact")),
)
EXPECTED_FROM = (
    ("client", N_("the client")),
    ("funder", N_("the funder")),
    ("trainer", N_("the trainer")),
    ("participant", N_("the participants")),
)
ROLLS = (
    ("usual", N_("the working day before when it precedes its event, after when it follows")),
    ("next", N_("the working day after")),
    ("previous", N_("the working day before")),
    ("none", N_("it stays on the day off")),
)
CALENDARS = (("ours", N_("ours")), ("client", N_("the client’s")))

EXCHANGE_KINDS = (
    ("call", N_("call")),
    ("mail", N_("e-mail")),
    ("meeting", N_("meeting")),
    ("letter", N_("letter")),
    ("visit", N_("visit")),
)
DIRECTIONS = (
    ("out", N_("outgoing")),
    ("in", N_("incoming")),
    ("", N_("together")),
)
WAITED_FOR = (
    ("", N_("nobody")),
    ("us", N_("us")),
    ("client", N_("the client")),
    ("funder", N_("the funder")),
    ("trainer", N_("the trainer")),
)
AFTER_CLOSING = (
    ("reason", N_("enrolled for a reason only")),
    ("waiting", N_("put on the waiting list")),
    ("refused", N_("refused")),
)
REQUEST_STAGES = (
    ("received", N_("received")),
    ("acknowledged", N_("acknowledged")),
    ("analysing", N_("analysing")),
    ("drafting", N_("drafting")),
    ("offered", N_("offered")),
    ("accepted", N_("accepted")),
    ("closed", N_("closed")),
    ("declined", N_("declined")),
    ("withdrawn", N_("withdrawn")),
    ("expired", N_("expired")),
)
ENROLMENT_STATES = (
    ("candidate", N_("candidate")),
    ("admitted", N_("admitted")),
    ("waiting", N_("waiting")),
    ("refused", N_("refused")),
    ("enrolled", N_("enrolled")),
    ("withdrawn", N_("withdrawn")),
    ("replaced", N_("replaced")),
)
SLOT_MODES = (
    ("on_site", N_("on site")),
    ("remote", N_("remote")),
    ("workplace", N_("at the workplace")),
)
SLOT_STATES = (
    ("", N_("proposed when dated, else to plan")),
    ("to_plan", N_("to plan")),
    ("proposed", N_("proposed")),
    ("held", N_("held")),
    ("confirmed", N_("confirmed")),
    ("done", N_("done")),
    ("cancelled", N_("cancelled")),
)

# By the name of the family that a screen shows a token of.
FAMILIES: dict[str, Choices] = {
    "client_kind": CLIENT_KINDS,
    "funder_kind": FUNDER_KINDS,
    "trainer_kind": TRAINER_KINDS,
    "venue_kind": VENUE_KINDS,
    "role": ROLES,
    "channel": CHANNELS,
    "cause": DECLINE_REASONS,
    "exchange_kind": EXCHANGE_KINDS,
    "whom": WHOM,
    "expected_from": EXPECTED_FROM,
    "roll": ROLLS,
    "task_calendar": CALENDARS,
}
