"""What `make bench` runs: the product beside its yardsticks, on this machine, in one go."""
