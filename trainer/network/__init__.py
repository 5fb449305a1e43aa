"""The network: the residual network and its head, and reading back a trained one."""
