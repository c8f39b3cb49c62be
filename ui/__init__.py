"""What the page is made of. Takes records and draws; holds no logic of retrieval or answering."""
