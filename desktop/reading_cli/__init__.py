"""ham-reading: reading studies made, packed, merged and evaluated on the command line."""
