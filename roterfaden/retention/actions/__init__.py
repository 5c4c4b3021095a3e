"""What happens to periods: rules change, holds are set, people are told, and the time comes."""
