"""From evidence to checked sentences: compose, verify, refuse. Sees evidence records, never an index."""
