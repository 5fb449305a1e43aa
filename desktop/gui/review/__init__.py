"""A reader's diagnoses: given, kept, counted against the model's."""
