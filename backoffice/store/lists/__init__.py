"""One SQL text for each list, the same on SQLite and PostgreSQL."""
