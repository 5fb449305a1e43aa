"""Heat maps drawn over images, and the folder they go to."""
