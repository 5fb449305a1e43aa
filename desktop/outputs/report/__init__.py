"""The report page: its rows kept, its pictures drawn, one HTML file written."""
