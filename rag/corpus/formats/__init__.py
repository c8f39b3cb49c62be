"""Files that are not plain text: parsed in child processes, so that none of them can take the program down."""
