"""Relations and events without a figure, read from text: who uses, integrates, joins or turns to what."""
