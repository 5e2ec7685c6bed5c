"""Prices: rate cards, what they propose for a case and why, who pays, what is left to us."""
