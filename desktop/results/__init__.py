"""An answer becomes a row: columns, flags, words, lesions."""
