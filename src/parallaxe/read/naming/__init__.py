"""Names in a text, known and unknown."""
