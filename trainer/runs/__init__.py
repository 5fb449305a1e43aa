"""The run folder: what a training leaves on the disk."""
