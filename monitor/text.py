"""Small, pure operations on text: digests, plain text out of mark-up, shortening.

Nothing here knows of councils, feeds or the database.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata

_TAG = re.compile(r"<[^<>]*>")
_BLOCK = re.compile(r"(?i)<\s*(?:/\s*(?:p|div|li|h[1-6]|tr|ul|ol|table)|br)\b[^<>]*>")
_SCRIPT = re.compile(r"(?is)<(script|style)\b.*?(?:</\1\s*>|$)")
_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
#: only these can be accents; to ask of each letter took more than half of the time
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")

#: longest quotation that is kept or shown, in characters
QUOTE_LENGTH = 200


def sha256_hex(content: bytes | str) -> str:
    """Return the SHA-256 of bytes, or of text as UTF-8, in hexadecimal."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()


def squeeze(text: str) -> str:
    """Return the text on one line: white space runs become one space, control characters go."""
    return _SPACE.sub(" ", _CONTROL.sub("", text)).strip()


def plain(markup: str) -> str:
    """Return the plain text of an HTML fragment such as a feed's summary, on one line.

    Tags are stripped before entities are decoded, so that an escaped tag stays visible text.
    """
    if "<" in markup:
        markup = _TAG.sub("", _BLOCK.sub(" ", _SCRIPT.sub(" ", markup)))
    return squeeze(html.unescape(markup))


def fold(text: str) -> str:
    """Return a form for comparing: no case, no accents, straight quotes, single spaces.

    The result has other offsets than the text.
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("\u2018", "'"))
    bare = _NOT_ASCII.sub(lambda c: "" if unicodedata.combining(c[0]) else c[0], decomposed)
    return _SPACE.sub(" ", bare).casefold().strip()


def shorten(text: str, length: int = QUOTE_LENGTH) -> str:
    """Return the text on one line in at most ``length`` characters, cut between words with "…"."""
    line = squeeze(text)
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > length // 2 else cut).rstrip(" ,;:.-–—") + "…"


def slugify(text: str) -> str:
    """Return lower-case ASCII words joined by hyphens; "" when nothing is left."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
