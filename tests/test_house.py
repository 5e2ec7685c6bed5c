"""The house's own rules: floors, a light start, no float near money, words for everything that users see."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from backoffice.content.fields import describe
from backoffice.services import every_act  # noqa: F401  registers the acts
from backoffice.services.acts import acts

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "backoffice").rglob("*.py"))
HEAVY = ("pydantic", "sqlalchemy", "reportlab", "numpy", "psycopg", "textual", "alembic", "icalendar")


def loaded_by(code: str) -> set[str]:
    """Which heavy packages a fresh interpreter holds after running `code`."""
    show = f"import sys; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{show}"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_the_program_starts_light() -> None:
    start = "import sys, backoffice.__main__ as m; sys.argv = ['backoffice', '--version']; m.main()"
    assert loaded_by(start) == set()


def test_help_starts_light() -> None:
    start = "import sys, backoffice.__main__ as m; sys.argv = ['backoffice', '--help']; m.main()"
    assert loaded_by(start) == set()


def test_the_terminal_ui_imports_nothing_heavy_but_its_own_toolkit() -> None:
    assert loaded_by("import backoffice.tui.app") == {"textual"}


def test_the_check_would_see_something_heavy() -> None:
    assert loaded_by("import backoffice.store.records") >= {"sqlalchemy"}


def test_the_floors_hold() -> None:
    call = "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", call], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.lock")), ids=lambda p: p.name)
def test_a_lock_holds_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    packages = re.findall(r"(?m)^([a-z0-9][a-z0-9._-]*)==", text)
    assert packages
    assert text.count("--hash=sha256:") >= len(packages)


def test_each_module_says_what_it_is_for() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCES}
    mute = [path for path, text in texts.items() if text.strip() and not ast.get_docstring(ast.parse(text))]
    assert mute == []


MONEY = [
    *(ROOT / "backoffice" / "domain").rglob("*.py"),
    *(ROOT / "backoffice" / "content").rglob("*.py"),
    *(ROOT / "backoffice" / "services").rglob("*.py"),
    *(ROOT / "backoffice" / "store").rglob("*.py"),
    ROOT / "backoffice" / "i18n" / "formats.py",
    ROOT / "backoffice" / "i18n" / "typed.py",
]


# A slash also joins a folder and a name.
_JOINS = re.compile(
    r"folder|path|place|parent|root|workspace|state|invoices|scripts|versions|drafts", re.IGNORECASE
)


def floats(text: str) -> list[str]:
    """What writes a float, asks for one, or makes one by a true division."""
    return [ast.unparse(node) for node in ast.walk(ast.parse(text)) if _is_float(node)]


def _is_float(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=float()) | ast.Call(func=ast.Name(id="float")):
            return True
        case ast.BinOp(op=ast.Div()):
            return not _JOINS.search(ast.unparse(node))
        case _:
            return False


def test_no_float_is_near_money_or_time() -> None:
    found = {str(path.relative_to(ROOT)): floats(path.read_text(encoding="utf-8")) for path in MONEY}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize("code", ["price = 1.5", "cents = round(float(text))", "x = cents / 100"])
def test_the_check_would_see_a_float(code: str) -> None:
    assert len(floats(code)) == 1


# -- words


def test_each_act_has_a_label_and_asks_in_words() -> None:
    for act in acts().values():
        assert act.label, act.name
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", act.name)
        for field in describe(act.model) if act.model else ():
            assert field.label, (act.name, field.name)


def test_no_two_acts_on_a_kind_of_record_share_a_key() -> None:
    keys = Counter((kind, act.key) for act in acts().values() for kind in act.kinds or ("",) if act.key)
    assert [pair for pair, times in keys.items() if times > 1] == []


def test_each_act_that_cant_be_undone_says_what_it_does() -> None:
    assert {act.name for act in acts().values() if not act.undoable} == {
        "issue-quote",
        "issue-agreement",
        "issue-contract",
        "issue-amendment",
        "send-proposal",
        "send-offer",
        "print-acknowledgement",
        "print-attendance-sheets",
        "print-sheets",
        "print-trainer-pack",
        "print-programme",
        "print-price-schedule",
        "print-order-acknowledgement",
        "write-feed",
        "write-calendar",
        "print-options",
        "options-text",
        "follow-up-text",
        "signature-text",
        "write-accounts",
        "erase-replies",
        "save-attachment",
        "print-needs",
    }
    assert acts()["issue-quote"].effect


def _french() -> dict[str, str]:
    from babel.messages.pofile import read_po

    path = ROOT / "backoffice" / "i18n" / "locales" / "fr" / "LC_MESSAGES" / "backoffice.po"
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.string}


def test_what_acts_are_called_and_ask_is_said_in_french_too() -> None:
    known = _french()
    asked = {field.label for act in acts().values() if act.model for field in describe(act.model)}
    said = {act.label for act in acts().values()} | {act.effect for act in acts().values() if act.effect}
    assert sorted((said | asked) - set(known)) == []
