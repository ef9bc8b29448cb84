"""Bytes of feeds and pages -> text, whatever their server or their author believe of them.

UTF-8 is hardly ever valid by chance, so bytes that are UTF-8 are read as such, and declarations
are only asked about the rest, with the names that browsers take for larger sets
(https://encoding.spec.whatwg.org/#names-and-labels: what calls itself ISO-8859-1 is windows-1252).
Nothing fails. charset_normalizer's only home.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

#: bytes of a page that are looked at for a declaration
HEAD = 8_192
#: first bytes -> codec; the longer marks before those that they begin with
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
#: labels that mean a larger set than they name
_LARGER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "euc_kr": "cp949"}
#: bytes of these look like ASCII, and so like UTF-8
_STATEFUL = ("iso2022", "hz")
#: two bytes or four for each letter; UTF-8 that is called so is common, and has no zeros
_WIDE = ("utf-16", "utf-32")
#: what the web is written in; Python knows stranger things, some of them slow
_USUAL = re.compile(
    r"(?:iso8859|iso2022|cp|koi8|mac|gb|big5|shift_jis|euc|johab|tis|kz|hz|ascii|utf-(?:8|16|32))"
)
_ASCII = bytes(range(0x80))
#: bytes that a guess is made from
_SAMPLE = 64 * HEAD
#: with fewer bytes beyond ASCII in a hundred a text is in a Western language, and too few to guess by
_WESTERN = 10
#: of a text's letters beyond ASCII, one in so many may be broken in UTF-8 that is otherwise sound
_BROKEN = 20


def decode_feed(body: bytes, media_type: str = "") -> str:
    """Return the text of a feed.

    Bytes that fit nowhere are read as windows-1252 one by one, which also mends a text that two
    programs wrote together.

    Args:
        body: as it was fetched, without content coding.
        media_type: the Content-Type header.
    """
    marked = _by_mark(body)
    if marked is not None:
        return marked
    names = _names(_XML_CHARSET.match(body), media_type)
    if not any(name.startswith(_STATEFUL) for name in names):
        try:
            return body.decode()
        except UnicodeDecodeError:
            pass
    for name in names:
        if not name.startswith("utf"):
            return body.decode(name, _ONE_BY_ONE if name == "cp1252" else "replace")
    return body.decode("utf-8", _ONE_BY_ONE)


def decode_page(body: bytes, media_type: str = "") -> str:
    """Return the text of a page: by its mark, as UTF-8 if it is, as it is called, or by a guess.

    Args:
        body: as it was fetched, without content coding.
        media_type: the Content-Type header; it wins over what the page says.
    """
    marked = _by_mark(body)
    if marked is not None:
        return marked
    names = _names(_META_CHARSET.search(body[:HEAD]), media_type)[::-1]
    is_wide = b"\0" in body[:HEAD] and any(name.startswith(_WIDE) for name in names)
    first = () if is_wide or any(name.startswith(_STATEFUL) for name in names) else ("utf-8",)
    for name in (*first, *names):
        if name.startswith(_WIDE) and not is_wide:
            continue
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return _loosely(body)


def _by_mark(body: bytes) -> str | None:
    """Return the text of bytes that begin with a byte order mark."""
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body.decode(codec, "replace").removeprefix("\ufeff")
    return None


def _names(declared: re.Match[bytes] | None, media_type: str) -> list[str]:
    """Return the codecs that the document and its server name, the document's first."""
    found = _CHARSET.search(media_type)
    labels = ([declared[1].decode("ascii", "replace")] if declared else []) + (
        [found[1]] if found else []
    )
    return [name for label in labels if (name := _codec(label))]


def _codec(label: str) -> str:
    """Return Python's name for a text encoding, "" when it has none."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    return _LARGER.get(name, name) if _USUAL.match(name) else ""


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


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252") if _is_windows(wrong) else wrong.decode("latin-1"), error.end


def _is_windows(wrong: bytes) -> bool:
    # these five bytes mean nothing in windows-1252
    return not set(wrong) & {0x81, 0x8D, 0x8F, 0x90, 0x9D}


_ONE_BY_ONE = "monitor_windows"
codecs.register_error(_ONE_BY_ONE, _as_windows)
