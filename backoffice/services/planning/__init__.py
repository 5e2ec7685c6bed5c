"""A dossier and everything booked, made into a calendar problem; its answer, made into dates of slots."""
