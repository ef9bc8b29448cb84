"""`monitor`: early signs of trouble in councils, found in public text and triaged by advisers.

The floors of the package, and what may import what, stand in ``docs/architecture.md``.
"""

__version__ = "0.1.0"
