"""Detailed proposals: grown, written, sent, compared."""
