"""Tables and fact sheets to claims."""
