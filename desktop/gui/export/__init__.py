"""Saving from the window: what is asked, the thread that writes, the PDF."""
