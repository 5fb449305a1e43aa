"""Labelled images: found or downloaded, checked, split by group, decoded once."""
