"""Reading studies: people name what images show, blinded, in random order and timed, and figures say how well."""
