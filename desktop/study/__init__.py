"""A run's memory in one SQLite file: what was asked, answered and reviewed."""
