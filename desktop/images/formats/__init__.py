"""What is special to one format of image files: how it is known, opened, and told to be whole."""
