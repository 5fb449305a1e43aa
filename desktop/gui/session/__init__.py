"""What the window works on: the model, the study that is open, the run."""
