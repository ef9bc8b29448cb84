"""The characters of a feed: `monitor.charset` under the name that this floor knows it by."""

from monitor.charset import decode_feed as decode_text

__all__ = ["decode_text"]
