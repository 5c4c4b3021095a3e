"""Pages of the directory: offers, drafts and what the city looks at, suggestions."""
