"""From drafts to numbered sentences, each with its places."""
