"""Programmes and pathways edited piece by piece, on a draft that is then published."""
