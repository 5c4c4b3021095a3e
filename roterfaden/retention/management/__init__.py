"""Commands of the periods."""
