"""What an answer must meet, and what is said where nothing meets it."""
