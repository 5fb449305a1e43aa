"""The chosen image: the picture, its heat map, its probabilities."""
