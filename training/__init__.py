"""Makes the built-in models in ``models/`` from public text.

Needs more libraries than the product does; never imported by it.
"""
