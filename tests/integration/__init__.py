"""Real parts on loopback: processes, sockets, files."""
