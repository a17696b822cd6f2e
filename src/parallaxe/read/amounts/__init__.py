"""Numbers with units, and dates."""
