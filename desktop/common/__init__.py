"""What all programs share; nothing of ours lies below but `desktop.errors`."""
