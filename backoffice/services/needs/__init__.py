"""Needs analyses: their questionnaires, what the client and participants answer, and what is made of it."""
