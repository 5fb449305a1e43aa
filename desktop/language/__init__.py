"""What a person reads, in their language: how it is said, and the translations, which are files here."""
