"""Pages of the periods: for the data protection officer, and for who knows the files."""
