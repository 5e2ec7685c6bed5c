"""The first schema, as SQL text that no later change of the models can alter."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    bind = op.get_bind()
    engine = bind.dialect.name
    text = Path(__file__).with_name(f"0001_schema.{engine}.sql").read_text(encoding="utf-8")
    for statement in text.split("\n;\n"):
        # Alembic has made its own table by now.
        if statement.strip() and "TABLE alembic_version" not in statement:
            op.get_bind().exec_driver_sql(
                statement.replace("%", "%%") if engine == "postgresql" else statement
            )
