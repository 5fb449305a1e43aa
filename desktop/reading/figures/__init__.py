"""Figures of a reading: right answers, readers with and without the model, and what readers agree on. NumPy only."""
