"""English questions put in Chinese words and order, before they are understood."""
