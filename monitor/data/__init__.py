"""Data files that the package ships: councils, aliases, themes, roles. No code."""
