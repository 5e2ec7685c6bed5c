"""Dated tables and templates shipped with the back office."""
