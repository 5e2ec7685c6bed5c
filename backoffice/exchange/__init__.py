"""Formats in and out: parses and writes, nothing else."""
