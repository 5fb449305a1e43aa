"""`ham-classify`: options to a request, a request to a run, a run to an exit code."""
