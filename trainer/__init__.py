"""Train a skin-lesion classifier on HAM10000 (or any labelled folder) into a run folder. Keras 3, any backend."""
