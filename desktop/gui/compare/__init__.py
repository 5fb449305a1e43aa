"""Images large: full screen with all review keys, and two to four of them side by side with linked zoom."""
