"""What is learned, loaded from ``models/``. Heavy libraries are imported only inside the adapters that need them."""
