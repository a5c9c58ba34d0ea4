"""What the training-operator tells each of a PyTorchJob's pods; PyTorch's own start-up reads the same."""

import os

rank, size = os.environ["RANK"], os.environ["WORLD_SIZE"]
print(f"rank {rank} of {size}, led by {os.environ['MASTER_ADDR']}", flush=True)
