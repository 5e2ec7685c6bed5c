"""The organisation at work, and the demonstration's command line, for hostile input."""

from __future__ import annotations

from tests.cli.conftest import call, demo_folder, workspace
from tests.services.conftest import house_file, house_name, target, trade
from tests.store.postgres import database, server, speak_english, sqlite_template, template

__all__ = ["call", "database", "demo_folder", "house_file", "house_name", "server"]
__all__ += ["speak_english", "sqlite_template", "target", "template", "trade", "workspace"]
