"""A reading in a window of its own: who reads, one image at a time with nothing that gives it away, breaks, the end."""
