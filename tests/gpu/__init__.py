"""`python -m tests.gpu`: training and inference proven on a GPU, by one command without pytest or network."""
