"""The model's card in the window, and what it runs on."""
