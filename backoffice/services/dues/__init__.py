"""Due instalments: what accepted quotes ask of whom and when, what was passed to the accounts."""
