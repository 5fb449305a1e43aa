"""The rows behind table and grid: their numbers, what is asked of them, and what their cells say. No Qt."""
