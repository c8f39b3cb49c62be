"""Language models that may compose: in this process or behind a server, what they are told, how they are read."""
