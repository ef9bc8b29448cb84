"""What trains the theme classifier: its texts now; nothing here runs in the service."""
