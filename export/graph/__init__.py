"""The network as a graph of the contract: written, converted, simplified."""
