"""What a person does: acts, the only code that writes."""
