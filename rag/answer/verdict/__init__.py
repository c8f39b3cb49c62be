"""Whether the places that a sentence cites support it: deterministic, without a model or an index."""
