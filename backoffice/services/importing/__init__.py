"""Records come in by file: read, recognised, made or changed in one transaction, each told what became of it."""
