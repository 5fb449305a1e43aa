"""Images in, events out: found, decoded beside the inference, classified in batches."""
