"""What leaves a run: the results table, its file formats, and the record of how it was made."""
