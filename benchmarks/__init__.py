"""Measured speed; never asserted in a test."""
