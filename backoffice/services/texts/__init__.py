"""The texts of the house that documents, letters and mails take: dated, versioned, edited here."""
