"""Questionnaires and their answers: what is asked, what is shown, what is missing, what comes of it."""
