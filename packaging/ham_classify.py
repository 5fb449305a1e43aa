"""Where the stand-alone ham-classify begins."""

from desktop.cli.ham_classify import main

main()
