"""Databases for the store's tests: each test runs on both engines."""

from __future__ import annotations

from tests.store.postgres import database, server, speak_english, sqlite_template, target, template

__all__ = ["database", "server", "speak_english", "sqlite_template", "target", "template"]
