"""Agreements, contracts and amendments: issued, signed, amended; what a module became on the way."""
