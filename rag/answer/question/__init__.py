"""What a question asks for: its words, its kind, and what tells the thing it names from others of its sort."""
