"""Measurements, run by hand: each prints a table whose ratios were measured side by side in one run."""
