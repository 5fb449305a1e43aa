"""Around the results: settings, keys, drag and drop, the empty window, the icon, the display."""
