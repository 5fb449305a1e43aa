"""Where the stand-alone ham-classify begins."""

from desktop.cli import main

main()
