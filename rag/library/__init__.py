"""What people make of the product: which folders they ask, and the index of each."""
