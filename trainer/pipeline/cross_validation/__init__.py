"""Cross-validation: runs that judge each other's images, their answers pooled, and one network for use made of them."""
