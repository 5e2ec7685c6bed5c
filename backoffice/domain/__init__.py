"""The rules of the trade: frozen values and small pure functions."""
