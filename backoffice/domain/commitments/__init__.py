"""What was promised, by when: policies, the events of a dossier, and what comes of them."""
