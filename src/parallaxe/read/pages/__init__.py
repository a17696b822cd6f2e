"""A text as blocks and sentences, with what was spoken of before."""
