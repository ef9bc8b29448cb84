"""The register: every council, its names, its predecessors and successors, read from CSV.

What comes in is a folder with councils.csv, aliases.csv and negative_phrases.csv (the one that is
shipped, or another such as the demo's), and what advisers accepted on top of it; what goes out is
a `Register`, which answers by slug and by date. It decides nothing about texts: that is the
tagger's. Codes and names follow the ONS register of geographic codes
(https://www.ons.gov.uk/methodology/geography) and GOV.UK's slugs.
"""

from monitor.register.book import Alias, Clue, Collision, Register, Relatives
from monitor.register.reading import FILES, load_register

__all__ = [
    "FILES",
    "Alias",
    "Clue",
    "Collision",
    "Register",
    "Relatives",
    "load_register",
]
