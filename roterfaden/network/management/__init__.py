"""Commands of the network module."""
