"""Languages, their words, and where a text has them; markup, which is no words."""
