"""Page bytes -> text, as browsers read them (WHATWG Encoding Standard); charset_normalizer's only home.

https://encoding.spec.whatwg.org/
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

#: bytes looked at for a declaration
HEAD = 8_192
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
#: what browsers take these names for
_REALLY = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252",
           "us-ascii": "cp1252"}  # fmt: skip
#: names that Python knows and browsers do not: no charsets, or dear to decode
_REFUSED = {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf-7"}
_ASCII = bytes(range(0x80))
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
#: bytes that a guess is made from
_SAMPLE = 64 * HEAD
#: with fewer bytes beyond ASCII in a hundred a text is in a Western language, and too few to guess by
_WESTERN = 10
#: of a text's letters beyond ASCII, one in so many may be broken in UTF-8 that is otherwise sound
_BROKEN = 20


def decode(body: bytes, media_type: str) -> str:
    """Return bytes as text: byte order mark, UTF-8 if it is, header, declaration, then a guess."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    declared = _META_CHARSET.search(body[:HEAD])
    found = _CHARSET.search(media_type)
    names = [found[1] if found else "", declared[1].decode("ascii", "ignore") if declared else ""]
    # Bytes of another charset hardly ever happen to be UTF-8, and servers say Latin-1 by habit;
    # only the escapes of ISO 2022 look like ASCII.
    first = [] if any(n.lower().startswith("iso-2022") for n in names) else ["utf-8"]
    for name in (*first, *names):
        text = _strictly(body, name)
        if text is not None:
            return text
    return _loosely(body)


def _strictly(body: bytes, name: str) -> str | None:
    """Return the text if the name is a charset's and all bytes are of it."""
    try:
        codec = codecs.lookup(_REALLY.get(name.lower(), name)).name if name else ""
        return body.decode(codec) if codec and codec not in _REFUSED else None
    except (LookupError, UnicodeDecodeError, ValueError):
        return None


def _loosely(body: bytes) -> str:
    """Return UTF-8 with a few broken letters as that (a page cut off, a byte from elsewhere)."""
    text = body.decode("utf-8", "replace")
    n_broken = text.count("\ufffd")
    n_letters = len(text) - len(text.encode("ascii", "ignore"))
    if n_broken * _BROKEN <= n_letters:
        return text
    if 100 * len(body.translate(None, _ASCII)) < _WESTERN * len(body):
        return body.decode("cp1252", "replace")
    guess = from_bytes(body[:_SAMPLE]).best()
    return body.decode(guess.encoding if guess else "cp1252", "replace")
