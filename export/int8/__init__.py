"""The network in 8 bits: ranges measured, weights rounded."""
