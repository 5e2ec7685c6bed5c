"""Everything goes out as files: what an import takes back, and beside it what belongs to this house."""
