"""Frameworks: what they say, what is ordered under them, the consultations that lead to them."""
