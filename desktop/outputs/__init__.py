"""Rows become files: tables, records, heat maps, reports, copies."""
