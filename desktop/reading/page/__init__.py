"""The report of a reading: one page of HTML that opens offline and runs nothing."""
