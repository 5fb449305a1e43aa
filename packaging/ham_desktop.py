"""Where the stand-alone ham-desktop begins."""

from desktop.gui.app import main

main()
