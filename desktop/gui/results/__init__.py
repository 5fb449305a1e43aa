"""The results on screen: the table's data, table and grid, filters, sorting, the operating point."""
