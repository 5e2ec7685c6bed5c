"""What is printed: a flat sheet in, bytes out."""
