"""问据 Wenju: ask a folder of Chinese documents; every sentence of the answer carries its evidence."""

__version__ = "0.1.0"
