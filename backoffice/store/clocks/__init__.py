"""Clocks: each dossier's story read from the journal, and the promises that follow from it kept as rows."""
