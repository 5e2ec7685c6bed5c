"""Runs the SQL text of a step as it was frozen, which no later change of the models can alter."""

from pathlib import Path

from alembic import op

_VERSIONS = Path(__file__).parent / "versions"


def run_text(name: str) -> None:
    """Runs every statement of ``versions/<name>.<engine>.sql``."""
    bind = op.get_bind()
    engine = bind.dialect.name
    text = (_VERSIONS / f"{name}.{engine}.sql").read_text(encoding="utf-8")
    for statement in text.split("\n;\n"):
        # Alembic has made its own table by now.
        if statement.strip() and "TABLE alembic_version" not in statement:
            bind.exec_driver_sql(statement.replace("%", "%%") if engine == "postgresql" else statement)
