"""Every list: keys as the contract names them, with a few more that people read."""

from __future__ import annotations

from backoffice.store.lists.spec import Key, ListSpec, Many, day, flag, instant, state, text, whole

_CLIENT = "LEFT JOIN clients c ON c.id = t.client_id"
_REQUEST = "LEFT JOIN requests r ON r.id = t.request_id"
_PERSON = "CASE WHEN t.first_name IS NULL THEN t.name ELSE t.first_name || ' ' || t.name END"

_TRAINER = _PERSON.replace("t.", "p.")
_TEAM = "SELECT s.slot_id, {value} FROM slot_trainers s JOIN trainers p ON p.id = s.trainer_id"


def _people(name: str, *more: Key, kind: str, joins: dict[str, str], where: str | None = None) -> ListSpec:
    keys = (
        text("ref", "t.ref", order="t.ref"),
        text("name", _PERSON, order="t.sort_key"),
        text("kind", kind),
        text("first_name", "t.first_name"),
        text("last_name", "t.name", order="t.sort_key"),
        *more,
    )
    return ListSpec(name, name, keys, sort="name", joins=joins, where=where)


def _named(
    name: str, kind: str, *more: Key, joins: dict[str, str] | None = None, where: str | None = None
) -> ListSpec:
    keys = (
        text("ref", "t.ref", order="t.ref"),
        text("name", "t.name", order="t.sort_key"),
        text("kind", kind),
        *more,
    )
    return ListSpec(name, name, keys, sort="name", joins=joins or {}, where=where)


# A draft is called by its version, beside what is published under the same code.
_DRAFT = "CASE WHEN t.state = 'draft' THEN t.ref || '/V' || t.version_no ELSE t.ref END"


def _offered(name: str, kind: str) -> ListSpec:
    return ListSpec(
        name,
        name,
        keys=(
            text("ref", _DRAFT, order="t.sort_key"),
            text("name", "t.title"),
            text("kind", f"'{kind}'"),
            whole("version", "t.version_no"),
            text("state", "t.state"),
            day("valid_from", "t.valid_from"),
        ),
        sort="ref",
    )


_NEVER = "'9999-12-31T23:59:59Z'"
_DUE_STATE = state(
    "due_state",
    ("suspended", "t.due_suspended = 1"),
    ("late", "t.due_suspended = 0 AND t.due_sort <= :now"),
    (
        "due_soon",
        f"t.due_suspended = 0 AND t.due_sort > :now AND t.due_sort < {_NEVER} AND t.due_soon_at <= :now",
    ),
    (
        "running",
        f"t.due_suspended = 0 AND t.due_sort > :now AND t.due_sort < {_NEVER} AND t.due_soon_at > :now",
    ),
)
# Those whose offer stands and that have slots without a date.
_TO_PLAN = state(
    "to_plan",
    (
        "yes",
        (
            "t.stage IN ('drafting', 'offered', 'accepted')"
            " AND t.id IN (SELECT s.request_id FROM slots s WHERE s.state = 'to_plan')"
        ),
    ),
)
REQUESTS = ListSpec(
    "requests",
    "requests",
    keys=(
        text("ref", "t.ref", order="t.ref"),
        Key("client", "c.ref", order="t.client_sort", joins=("c",), order_joins=()),
        text("topic", "t.topic", order="t.sort_key"),
        text("kind", "t.kind", order="t.kind"),
        text("stage", "t.stage", order="t.stage"),
        text("waiting_for", "t.waiting_for"),
        text("owner", "o.ref", "o"),
        instant("received_at", "t.received_at", order="t.received_at"),
        day("target_date", "t.due_target_on", order="COALESCE(t.due_target_on, '9999-12-31')"),
        # What owes nothing stands last in this order, which an index has.
        day("due_date", "t.due_on", order="t.due_sort"),
        _DUE_STATE,
        Key("client_name", "c.name", order="t.client_sort", joins=("c",), order_joins=()),
        day("chase_on", "t.chase_on"),
        _TO_PLAN,
    ),
    sort="-received_at",
    joins={"c": _CLIENT, "o": "LEFT JOIN users o ON o.id = t.owner_id"},
    fts="requests_fts",
)

CLIENTS = _named(
    "clients",
    "t.kind",
    text("city", "t.city"),
    text("siret", "t.siret"),
    text("territory", "t.territory"),
    where="t.merged_into_id IS NULL",
)
CONTACTS = _people(
    "contacts",
    text("role", "t.role"),
    text("email", "t.email"),
    text("phone", "t.phone"),
    text("client", "c.ref", "c"),
    text("client_name", "c.name", "c", order="COALESCE(c.sort_key, '')"),
    text("funder", "f.ref", "f"),
    kind="CASE WHEN t.funder_id IS NULL THEN 'client' ELSE 'funder' END",
    joins={"c": _CLIENT, "f": "LEFT JOIN funders f ON f.id = t.funder_id"},
    where="t.merged_into_id IS NULL",
)
FUNDERS = _named("funders", "t.kind", text("siret", "t.siret"), text("city", "t.city"))
USERS = _named(
    "users", "t.role", text("initials", "t.initials"), text("email", "t.email"), flag("active", "t.active")
)
PROGRAMMES = _offered("programmes", "programme")
PATHWAYS = _offered("pathways", "pathway")
METHODS = _offered("methods", "method")
TRAINERS = _people(
    "trainers",
    text("company", "t.company"),
    text("town", "t.town"),
    text("email", "t.email"),
    text("phone", "t.phone"),
    kind="t.kind",
    joins={},
)
VENUES = _named(
    "venues",
    "t.kind",
    text("town", "t.town"),
    text("city", "t.city"),
    whole("capacity", "t.capacity"),
    text("client", "c.ref", "c"),
    joins={"c": _CLIENT},
)
PARTICIPANTS = _people(
    "participants",
    text("client", "c.ref", "c"),
    text("client_name", "c.name", "c", order="COALESCE(c.sort_key, '')"),
    text("employer", "t.employer"),
    text("function", "t.function"),
    text("email", "t.email"),
    kind="t.status_category",
    joins={"c": _CLIENT},
    where="t.merged_into_id IS NULL",
)
_PEOPLE = "(SELECT count(*) FROM enrolments e WHERE e.group_id = t.id AND e.state IN ({states}))"
# A seat given to somebody admitted isn't free; a group over its maximum has none left, not fewer than none.
_SEATED = _PEOPLE.format(states="'admitted', 'enrolled'")
_SEATS_LEFT = (
    f"CASE WHEN t.teaching_max > {_SEATED} THEN t.teaching_max - {_SEATED}"
    " WHEN t.teaching_max IS NULL THEN NULL ELSE 0 END"
)


def _people_of(state: str) -> str:
    return _PEOPLE.format(states=f"'{state}'")


GROUPS = ListSpec(
    "groups",
    "groups",
    keys=(
        text("ref", "t.ref", order="t.ref"),
        text("name", "t.name", order="t.sort_key"),
        text("kind", "r.kind", "r"),
        text("request", "r.ref", "r"),
        whole("headcount_included", "t.headcount_included"),
        whole("enrolled", _people_of("enrolled")),
        whole("admitted", _people_of("admitted")),
        whole("waiting", _people_of("waiting")),
        whole("candidates", _people_of("candidate")),
        whole("teaching_max", "t.teaching_max"),
        whole("seats_left", _SEATS_LEFT),
        whole("minimum", "t.minimum"),
        day("decide_on", "t.decide_on"),
        text("decision", "t.decision"),
        day("closes_before", "t.closes_before"),
        instant("closes_at", "t.closes_at"),
        text("topic", "r.topic", "r", order="r.sort_key"),
    ),
    sort="ref",
    joins={"r": _REQUEST},
)
_QUOTE_CALLED = "COALESCE(t.number || '-' || t.idx, r.ref || '/V' || t.version_no)"
QUOTES = ListSpec(
    "quotes",
    "quotes",
    keys=(
        text("number", "t.number || '-' || t.idx", order="t.sort_key"),
        whole("version", "t.version_no"),
        text("ref", "r.ref", "r"),
        text("client", "c.ref", "c", order="COALESCE(c.sort_key, '')"),
        text("state", "t.state", order="t.state"),
        day("issued_on", "t.issued_on"),
        day("valid_until", "t.valid_until"),
        whole("net_cents", "t.net_cents"),
        whole("vat_cents", "t.vat_cents"),
        whole("total_cents", "t.total_cents"),
        text("client_name", "c.name", "c", order="COALESCE(c.sort_key, '')"),
        text("title", "t.title"),
        text("uid", "t.uid"),
        text("id", _QUOTE_CALLED, "r", order="t.sort_key"),
    ),
    sort="-number",
    joins={"r": _REQUEST, "c": _CLIENT},
)
# What is held beyond its time holds nothing any more, though nobody wrote it.
_SLOT_STATE = state(
    "state",
    ("expired", "t.state = 'held' AND t.hold_until <= :now"),
    ("held", "t.state = 'held' AND (t.hold_until IS NULL OR t.hold_until > :now)"),
    *(
        (word, f"t.state = '{word}'")
        for word in ("to_plan", "proposed", "confirmed", "done", "moved", "cancelled")
    ),
)._replace(order="t.state")
AGREEMENTS = ListSpec(
    "agreements",
    "contracts",
    keys=(
        text("number", "t.ref", order="t.ref"),
        text("kind", "t.kind"),
        text("ref", "r.ref", "r"),
        text("client", "c.ref", "c", order="COALESCE(c.sort_key, '')"),
        text("quote", "q.number || '-' || q.idx", "q", order="q.sort_key"),
        text("state", "t.state", order="t.state"),
        day("issued_on", "t.issued_on"),
        day("asked_on", "t.asked_on"),
        day("signed_on", "t.signed_on"),
        whole("net_cents", "t.net_cents"),
        whole("vat_cents", "t.vat_cents"),
        whole("total_cents", "t.total_cents"),
        text("parent", "p.ref", "p"),
        flag("unsigned", "CASE WHEN t.state IN ('issued', 'asked') THEN 1 ELSE 0 END"),
        # Since when its signature is waited for: it was sent, else issued.
        day("since", "COALESCE(t.asked_on, t.issued_on)"),
        text("client_name", "c.name", "c", order="COALESCE(c.sort_key, '')"),
        text("title", "q.title", "q"),
        text("owner", "o.ref", "r", "o"),
    ),
    sort="-number",
    search="q.search_text || ' ' || lower(t.ref)",
    search_joins=("q",),
    joins={
        "r": _REQUEST,
        "c": _CLIENT,
        "q": "JOIN quotes q ON q.id = t.quote_id",
        "p": "LEFT JOIN contracts p ON p.id = t.parent_id",
        "o": "LEFT JOIN users o ON o.id = r.owner_id",
    },
)
_ASKED = "t.open = 1 AND t.waits = 0"
INSTALMENTS = ListSpec(
    "instalments",
    "dues",
    keys=(
        text("id", "q.number || '-' || q.idx || '/E' || t.position", "q", order="q.sort_key"),
        text("ref", "r.ref", "r"),
        text("quote", "q.number || '-' || q.idx", "q", order="q.sort_key"),
        text("client", "c.ref", "q", "c", order="COALESCE(c.sort_key, '')"),
        text("payer", "COALESCE(f.ref, p.ref)", "f", "p"),
        text("payer_name", "t.payer", order="t.payer"),
        text("label", "t.label"),
        text("trigger", "t.trigger"),
        text("period", "t.period"),
        day("due_on", "t.due_on", order="t.due_order"),
        state(
            "state",
            ("handed", "t.open = 0"),
            ("waits", "t.open = 1 AND t.waits = 1"),
            ("undated", f"{_ASKED} AND t.due_on IS NULL"),
            ("late", f"{_ASKED} AND t.due_on IS NOT NULL AND t.due_at <= :now"),
            ("due_soon", f"{_ASKED} AND t.due_on IS NOT NULL AND t.due_at > :now AND t.soon_at <= :now"),
            ("to_come", f"{_ASKED} AND t.due_on IS NOT NULL AND t.soon_at > :now"),
        ),
        whole("net_cents", "t.net_cents"),
        whole("vat_cents", "t.vat_cents"),
        whole("total_cents", "t.total_cents"),
        day("handed_on", "t.handed_on"),
        text("number", "t.number"),
        flag("settles", "t.settles"),
        flag("open", "t.open"),
        flag("waits", "t.waits"),
        text("funder", "f.ref", "f"),
        text("client_name", "c.name", "q", "c", order="COALESCE(c.sort_key, '')"),
        text("topic", "r.topic", "r", order="r.sort_key"),
        text("owner", "o.ref", "r", "o"),
    ),
    sort="due_on",
    search="q.search_text || ' ' || lower(t.payer)",
    search_joins=("q",),
    joins={
        "q": "JOIN quotes q ON q.id = t.quote_id",
        "r": _REQUEST,
        "c": "LEFT JOIN clients c ON c.id = q.client_id",
        "p": "LEFT JOIN clients p ON p.id = t.client_id",
        "f": "LEFT JOIN funders f ON f.id = t.funder_id",
        "o": "LEFT JOIN users o ON o.id = r.owner_id",
    },
)
SLOTS = ListSpec(
    "slots",
    "slots",
    keys=(
        text("id", "r.ref || '/S' || t.sequence", "r"),
        text("ref", "r.ref", "r"),
        text("module", "m.code", "m"),
        text("group", "g.ref", "g"),
        # A slot without a date stands where its window begins, one without a window at the end.
        day("date", "t.day", order="COALESCE(t.day, t.window_from, '9999') || ' ' || COALESCE(t.start, '')"),
        text("start", "t.start"),
        text("end", "t.finish"),
        whole("minutes", "t.minutes"),
        text("mode", "t.mode"),
        _SLOT_STATE,
        text("venue", "v.ref", "v"),
        text("client", "c.ref", "r", "c", order="r.client_sort"),
        text("client_name", "c.name", "r", "c", order="r.client_sort"),
        text("module_title", "m.title", "m"),
        text("venue_name", "v.name", "v", order="COALESCE(v.sort_key, '')"),
        instant("hold_until", "t.hold_until"),
        flag("counts", "t.counts"),
        text("zone", "t.zone"),
    ),
    sort="date",
    search="r.search_text",
    search_joins=("r",),
    joins={
        "r": "JOIN requests r ON r.id = t.request_id",
        "c": "LEFT JOIN clients c ON c.id = r.client_id",
        "m": "JOIN request_modules m ON m.id = t.module_id",
        "g": "LEFT JOIN groups g ON g.id = t.group_id",
        "v": "LEFT JOIN venues v ON v.id = t.venue_id",
    },
    many=(
        Many(
            "trainers",
            _TEAM.format(value="p.ref"),
            "SELECT s.slot_id FROM slot_trainers s JOIN trainers p ON p.id = s.trainer_id WHERE p.ref = ?",
        ),
        Many("trainer_names", _TEAM.format(value=_TRAINER)),
    ),
)
DOCUMENTS = ListSpec(
    "documents",
    "documents",
    keys=(
        text("id", "t.uid"),
        text("ref", "r.ref", "r"),
        text("kind", "t.kind"),
        text("number", "t.number"),
        whole("version", "t.version_no"),
        text("path", "t.path"),
        text("sha256", "t.sha256"),
        instant("issued_at", "t.issued_at", order="t.issued_at"),
        text("file_name", "t.file_name"),
    ),
    sort="-issued_at",
    search="' ' || lower(COALESCE(t.number, '')) || ' ' || lower(t.file_name) || COALESCE(r.search_text, '')",
    search_joins=("r",),
    joins={"r": _REQUEST},
)
# Whom a task is for: somebody by name, else who owns the dossier, else a role.
_WHOM = "COALESCE(u.ref, CASE WHEN t.whom = 'owner' THEN o.ref END, t.whom)"
TASKS = ListSpec(
    "tasks",
    "tasks",
    keys=(
        text("id", "r.ref || '/T' || t.sequence", "r"),
        text("ref", "r.ref", "r"),
        text("title", "t.title", order="t.sort_key"),
        day("due_date", "t.due_date", order="t.due_order"),
        text("for", _WHOM, "u", "r", "o"),
        text("state", "t.state", order="t.state"),
        flag("open", "t.is_open"),
        text("client", "c.ref", "r", "c", order="r.client_sort"),
        text("client_name", "c.name", "r", "c", order="r.client_sort"),
        text("module", "m.code", "m"),
        text("expects", "t.expects"),
        text("expects_from", "t.expects_from"),
        text("done_by", "t.done_by"),
        text("plan", "p.source_ref", "p"),
    ),
    sort="due_date",
    joins={
        "r": "JOIN requests r ON r.id = t.request_id",
        "c": "LEFT JOIN clients c ON c.id = r.client_id",
        "u": "LEFT JOIN users u ON u.id = t.user_id",
        "o": "LEFT JOIN users o ON o.id = r.owner_id",
        "m": "LEFT JOIN request_modules m ON m.id = t.module_id",
        "p": "LEFT JOIN task_plans p ON p.id = t.plan_id",
    },
)
TASK_TEMPLATES = ListSpec(
    "task-templates",
    "task_templates",
    keys=(
        text("ref", "t.ref", order="t.sort_key"),
        text("name", "t.title"),
        text("kind", "'task-template'"),
        whole("version", "t.version_no"),
        text("state", "t.state"),
        day("valid_from", "t.valid_from"),
        whole("tasks", "(SELECT count(*) FROM task_template_lines l WHERE l.template_id = t.id)"),
    ),
    sort="ref",
)
RATE_CARDS = ListSpec(
    "rate-cards",
    "rate_cards",
    keys=(
        text("ref", "t.ref", order="t.sort_key"),
        text("name", "t.title"),
        text("kind", "'rate-card'"),
        whole("version", "t.version_no"),
        text("state", "t.state"),
        day("valid_from", "t.valid_from"),
        whole("rates", "(SELECT count(*) FROM rate_card_lines l WHERE l.card_id = t.id)"),
    ),
    sort="ref",
)
TEXTS = ListSpec(
    "texts",
    "house_texts",
    keys=(
        text("ref", "t.ref", order="t.sort_key"),
        text("name", "t.title"),
        text("kind", "'house-text'"),
        whole("version", "t.version_no"),
        text("state", "t.state"),
        day("valid_from", "t.valid_from"),
    ),
    sort="ref",
)
_OPEN_ORDERS = (
    "(SELECT COALESCE(SUM(o.net_cents), 0) FROM order_forms o"
    " WHERE o.framework_ref = t.ref AND o.state = 'open')"
)
FRAMEWORKS = ListSpec(
    "frameworks",
    "frameworks",
    keys=(
        text("ref", "t.ref", order="t.sort_key"),
        text("name", "t.title"),
        text("kind", "'framework'"),
        whole("version", "t.version_no"),
        text("state", "t.state"),
        text("client", "c.ref", "c"),
        text("client_name", "c.name", "c", order="COALESCE(c.sort_key, '')"),
        whole("ordered_cents", _OPEN_ORDERS),
        whole("maximum_cents", "t.maximum_cents"),
    ),
    sort="ref",
    joins={"c": "LEFT JOIN clients c ON c.ref = t.client_ref"},
    # Each once, as it stands: orders are counted under its code.
    where="NOT EXISTS (SELECT 1 FROM frameworks g WHERE g.ref = t.ref AND g.version_no > t.version_no)",
)
ORDER_FORMS = ListSpec(
    "order-forms",
    "order_forms",
    keys=(
        text("ref", "r.ref || '/B' || t.position", "r"),
        text("name", "t.number", order="t.sort_key"),
        text("kind", "'order-form'"),
        text("framework", "t.framework_ref", order="t.framework_ref"),
        text("lot", "t.lot"),
        text("request", "r.ref", "r"),
        text("client", "c.ref", "c", order="COALESCE(c.sort_key, '')"),
        text("client_name", "c.name", "c", order="COALESCE(c.sort_key, '')"),
        day("ordered_on", "t.ordered_on", order="t.ordered_on"),
        whole("net_cents", "t.net_cents"),
        text("state", "t.state"),
        text("topic", "r.topic", "r", order="r.sort_key"),
    ),
    sort="-ordered_on",
    joins={"r": _REQUEST, "c": _CLIENT},
)
QUESTIONNAIRES = ListSpec(
    "questionnaires",
    "questionnaires",
    keys=(
        text("ref", "t.ref", order="t.sort_key"),
        text("name", "t.title"),
        text("kind", "'questionnaire'"),
        whole("version", "t.version_no"),
        text("state", "t.state"),
        day("valid_from", "t.valid_from"),
        whole(
            "questions",
            "(SELECT count(*) FROM questionnaire_questions q WHERE q.questionnaire_id = t.id)",
        ),
    ),
    sort="ref",
)
_OPEN = "t.open = 1 AND t.suspended = 0"
_STATE = state(
    "state",
    ("kept", "t.outcome = 'kept'"),
    ("broken", "t.outcome = 'broken'"),
    ("lifted", "t.outcome = 'lifted'"),
    ("suspended", "t.open = 1 AND t.suspended = 1"),
    ("late", f"{_OPEN} AND t.due_at <= :now"),
    ("due_soon", f"{_OPEN} AND t.due_at > :now AND t.soon_at <= :now"),
    ("running", f"{_OPEN} AND t.due_at > :now AND t.soon_at > :now"),
)
_GROSS = ":second - t.started_s"
_NET = "COALESCE(t.stopped_s, :second) - t.started_s - t.paused_s"
_MINUTES = "COALESCE(t.{kept}, CASE WHEN {seconds} > 0 THEN ({seconds}) / 60 ELSE 0 END)"
COMMITMENTS = ListSpec(
    "commitments",
    "commitments",
    keys=(
        text("id", "r.ref || '/C' || t.n", "r"),
        text("ref", "r.ref", "r"),
        Key("client", "c.ref", order="r.client_sort", joins=("r", "c"), order_joins=("r",)),
        text("step", "t.step", order="t.step"),
        text("owed_by", "t.owed_by", order="t.owed_by"),
        text("policy", "t.policy", order="t.policy"),
        instant("opened_at", "t.opened_at", order="t.opened_at"),
        day("target_date", "t.target_on", order="t.target_on"),
        day("due_date", "t.due_on", order="t.due_on"),
        instant("due_at", "t.due_at", order="t.due_at"),
        _STATE,
        instant("closed_at", "t.closed_at"),
        whole("net_minutes", _MINUTES.format(kept="net_minutes", seconds=_NET)),
        whole("gross_minutes", _MINUTES.format(kept="gross_minutes", seconds=_GROSS)),
        text("label", "t.label", order="t.label"),
        text("scope", "t.scope", order="t.scope"),
        flag("open", "t.open"),
        flag("suspended", "t.suspended"),
        flag("internal", "t.internal"),
        text("closed_by", "t.closed_by"),
        text("reason", "t.reason"),
        Key("client_name", "c.name", order="r.client_sort", joins=("r", "c"), order_joins=("r",)),
        text("topic", "r.topic", "r", order="r.sort_key"),
        text("owner", "o.ref", "r", "o"),
    ),
    sort="due_at",
    search="r.search_text",
    search_joins=("r",),
    joins={
        "r": "JOIN requests r ON r.id = t.request_id",
        "c": "LEFT JOIN clients c ON c.id = r.client_id",
        "o": "LEFT JOIN users o ON o.id = r.owner_id",
    },
)

LISTS = {
    spec.name: spec
    for spec in (
        REQUESTS,
        CLIENTS,
        CONTACTS,
        FUNDERS,
        USERS,
        PROGRAMMES,
        PATHWAYS,
        METHODS,
        TRAINERS,
        VENUES,
        PARTICIPANTS,
        GROUPS,
        QUOTES,
        AGREEMENTS,
        INSTALMENTS,
        SLOTS,
        DOCUMENTS,
        TASKS,
        TASK_TEMPLATES,
        RATE_CARDS,
        QUESTIONNAIRES,
        TEXTS,
        FRAMEWORKS,
        ORDER_FORMS,
        COMMITMENTS,
    )
}
