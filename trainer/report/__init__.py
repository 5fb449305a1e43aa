"""What a person looks at: figures, and pages that need nothing beside them."""
