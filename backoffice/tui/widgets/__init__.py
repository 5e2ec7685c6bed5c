"""Pieces of screen that several screens use."""
