"""What the operator sees of the background jobs, and may do about them."""
