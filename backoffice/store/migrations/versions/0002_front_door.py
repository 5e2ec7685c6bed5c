"""The front door: enrolments in full, exchanges, open questions, attachments, files, commitments."""

from backoffice.store.migrations.frozen import run_text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_text("0002_changes")
