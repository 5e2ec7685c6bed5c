"""Chores of the house that `make` runs: message catalogues, schemas."""
