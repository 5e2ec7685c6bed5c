"""The back office of a training organisation; its floors are kept by import-linter and tests."""
