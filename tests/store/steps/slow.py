"""A test's next schema: long enough to be killed in the middle."""

import os
import time
from pathlib import Path

from alembic import op

from backoffice.store.identity import SCHEMA

revision = f"{SCHEMA + 1:04d}"
down_revision = f"{SCHEMA:04d}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    bind = op.get_bind()
    bind.exec_driver_sql("ALTER TABLE clients ADD COLUMN colour TEXT")
    for number in range(16):
        bind.exec_driver_sql(f"CREATE TABLE step_{number} (id INTEGER PRIMARY KEY, text TEXT)")
        bind.exec_driver_sql("UPDATE clients SET colour = 'blue', note = 'moved'")
        if mark := os.environ.get("STEP_MARK"):
            Path(mark).write_text(str(number))
            time.sleep(0.02)
