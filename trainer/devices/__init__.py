"""What it is computed on: devices, precision, several devices and several hosts."""
