"""What is put through it: the rules of money, of prices and of what may follow what."""

from __future__ import annotations

from tools.mutation.campaign import Group

_DOMAIN = "backoffice/domain"


def _modules(*names: str) -> tuple[str, ...]:
    return tuple(f"{_DOMAIN}/{name}.py" for name in names)


def _tests(*names: str) -> tuple[str, ...]:
    return tuple(f"tests/domain/{name}" for name in names)


GROUPS = (
    Group(
        "money",
        _modules("money", "vat", "instalments", "cancellation"),
        _tests("test_money.py", "test_vat.py", "test_instalments.py", "test_cancellation.py", "pricing"),
    ),
    Group(
        "pricing",
        _modules(
            *(f"pricing/{name}" for name in ("bands", "card", "case", "changes", "counting", "funding")),
            *(f"pricing/{name}" for name in ("lines", "margin", "said", "units")),
        ),
        (*_tests("pricing"), "tests/content/test_rate_card_file.py", "tests/content/test_pricing_forms.py"),
    ),
    Group(
        "lifecycle",
        _modules(
            *("lifecycle", "next_step", "contracts", "amendments", "agreement", "options", "offers"),
            *("enrolments", "tasks/states", "renewal"),
        ),
        _tests(
            *("test_lifecycle.py", "test_next_step.py", "test_contracts.py", "test_agreement.py"),
            *("test_offers.py", "test_enrolments.py", "test_tasks.py", "test_renewal.py"),
            *("test_proposal_rules.py", "test_cancellation.py"),
        ),
    ),
)
