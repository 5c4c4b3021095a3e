"""Pages of the network module."""
