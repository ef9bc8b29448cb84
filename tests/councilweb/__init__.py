"""Invented council websites and committee systems on loopback, each on an origin of its own."""
