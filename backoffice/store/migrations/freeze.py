"""Writes the models' schema as the SQL texts of the first migration.

``python -m backoffice.store.migrations.freeze``: only until the first release; from then on 0001 stays as
it is, and a change of the models takes a new step.
"""

from pathlib import Path

from backoffice.store.schema import statements

VERSIONS = Path(__file__).parent / "versions"
ENGINES = ("sqlite", "postgresql")


def text(engine: str) -> str:
    """The whole schema for `engine`, a line of its own holding the semicolon after each statement."""
    return "".join(f"{statement}\n;\n" for statement in statements(engine))


def main() -> None:
    for engine in ENGINES:
        (VERSIONS / f"0001_schema.{engine}.sql").write_text(text(engine), encoding="utf-8")


if __name__ == "__main__":
    main()
