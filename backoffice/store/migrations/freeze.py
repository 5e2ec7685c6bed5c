"""Writes the last migration step: how a database of the step before it becomes what the models describe.

``python -m backoffice.store.migrations.freeze``: as often as the models change, until the step is released;
a released step stays as it is, and a change of the models takes a new one (`SCHEMA` goes up by one). Of the
step before, only its whole schema is needed, and is kept beside it as text.
"""

from pathlib import Path

from backoffice.store.identity import SCHEMA
from backoffice.store.migrations.difference import changes
from backoffice.store.schema import statements

VERSIONS = Path(__file__).parent / "versions"
ENGINES = ("sqlite", "postgresql")
_BETWEEN = "\n;\n"


def text(engine: str) -> str:
    """The whole schema for `engine`, a line of its own holding the semicolon after each statement."""
    return _joined(statements(engine))


def step(engine: str) -> str:
    """What the last step runs on `engine`, as text."""
    return _joined(changes(engine, split(_schema_file(SCHEMA - 1, engine)), statements(engine)))


def split(path: Path) -> tuple[str, ...]:
    """The statements of a frozen text."""
    parts = path.read_text(encoding="utf-8").split(_BETWEEN)
    return tuple(part.strip() for part in parts if part.strip())


def _joined(given: tuple[str, ...]) -> str:
    return "".join(f"{statement}{_BETWEEN}" for statement in given)


def _schema_file(number: int, engine: str) -> Path:
    return VERSIONS / f"{number:04d}_schema.{engine}.sql"


def main() -> None:
    for engine in ENGINES:
        (VERSIONS / f"{SCHEMA:04d}_changes.{engine}.sql").write_text(step(engine), encoding="utf-8")
        _schema_file(SCHEMA, engine).write_text(text(engine), encoding="utf-8")


if __name__ == "__main__":
    main()
