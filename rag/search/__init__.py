"""From a question to evidence: understand, retrieve, rerank."""
