"""Proof that a file answers as the trained network does: parity, gates, a check on every provider."""
