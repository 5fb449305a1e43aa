"""What is said of an exported network: the model document and the model card."""
