"""What trains the classifier: `python -m monitor.tag.train`. Nothing here runs in the service."""
