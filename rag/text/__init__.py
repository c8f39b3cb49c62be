"""Pure functions on Chinese text that all rooms share: fold, sentences, numbers and dates, names, words.

Knows nothing of documents, models or indexes.
"""
