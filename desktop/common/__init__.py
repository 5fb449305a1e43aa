"""What the programs share and nothing of ours lies below: files, interrupts, the terminal, the machine."""
