"""Calendars: options on dates, what a trainer's own agenda says, the days that a client is closed."""

from backoffice.store.migrations.frozen import run_text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_text("0003_changes")
