"""The sentences, lists and clauses of passages that may answer, each with what speaks for it."""
