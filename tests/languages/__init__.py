"""What is said in other languages: gathered from the sources, and held against the translations."""
