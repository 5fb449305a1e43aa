"""The network: ResNet50 and its head, and reading back a trained one."""
