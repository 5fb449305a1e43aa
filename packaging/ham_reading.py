"""Where the stand-alone ham-reading begins."""

from desktop.reading_cli.ham_reading import main

main()
