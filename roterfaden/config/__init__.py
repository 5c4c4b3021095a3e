"""Settings, addresses, server entry: the roof that wires all modules."""
