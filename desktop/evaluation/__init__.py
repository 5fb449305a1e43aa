"""Answers against known diagnoses: labels read, agreement counted, figures with intervals."""
