"""Pages of translating."""
