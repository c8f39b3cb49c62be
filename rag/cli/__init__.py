"""The command line: what each command of ``python -m rag`` reads, does and prints."""
