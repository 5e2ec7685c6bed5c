"""What people write as files and in forms: pydantic models, all errors at once."""
