"""The first schema."""

from backoffice.store.migrations.frozen import run_text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_text("0001_schema")
