"""Records, transactions, numbering, journal, blobs, lists: everything that touches a database."""
