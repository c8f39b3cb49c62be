"""Input that asks nothing of the documents, told by vocabularies and shapes; knows no document."""
