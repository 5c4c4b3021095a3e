"""Forms of the network module: accounts and seats, and the directory of organisations and places."""
