"""Loading a municipality from YAML, the synthetic persons of the demo, and one-click sign-in."""
