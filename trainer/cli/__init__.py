"""The command lines: `ham-train` and its subcommands, read from the arguments and handed to the pipeline."""
