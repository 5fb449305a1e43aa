"""The documentation tells the truth: its commands run, its links lead somewhere, its tables are the code's."""
