"""Records come in by file: read, recognised, made or changed in one transaction, and told one by one."""
