"""Documents in: bytes → source text → clean text → articles → chunks. Never sees a model."""
