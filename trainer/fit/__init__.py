"""The training itself: batches, augmentation, stages, schedules and checkpoints."""
