"""Small widgets that know nothing of images or models."""
