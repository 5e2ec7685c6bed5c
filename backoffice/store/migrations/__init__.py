"""How older databases become today's; read by Alembic, which is only imported when one has to."""
