"""The index on disk: dense leg (FAISS), lexical leg, records (SQLite), and the generation that holds them."""
