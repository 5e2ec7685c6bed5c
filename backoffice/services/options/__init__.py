"""Calendars proposed to a client: proposed, held, answered, chosen, given up."""
