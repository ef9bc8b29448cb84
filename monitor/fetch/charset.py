"""The characters of a feed: bytes -> text, whatever its server or its author believe of them.

UTF-8 is hardly ever valid by chance, so bytes that are UTF-8 are read as such, and declarations
are only asked about the rest (https://encoding.spec.whatwg.org/#names-and-labels: what calls itself
ISO-8859-1 is windows-1252). Nothing fails: bytes that fit nowhere are read as windows-1252 one by
one, which also mends a text that two programs wrote together.
"""

from __future__ import annotations

import codecs
import re

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
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
#: labels that mean a larger set than they name
_LARGER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "euc_kr": "cp949"}
#: bytes of these look like ASCII, and so like UTF-8
_STATEFUL = ("iso2022", "hz")
#: what feeds are written in; Python knows stranger things, some of them slow
_USUAL = re.compile(r"(?:iso8859|iso2022|cp|koi8|mac|gb|big5|shift_jis|euc|tis|kz|hz|ascii|utf-8)")


def decode_text(body: bytes, media_type: str = "") -> str:
    """Return the text of a feed.

    Args:
        body: as it was fetched, without content coding.
        media_type: the Content-Type header.
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body.decode(codec, "replace").removeprefix("\ufeff")
    names = [_codec(name) for name in _declared(body, media_type)]
    if not any(name.startswith(_STATEFUL) for name in names):
        try:
            return body.decode()
        except UnicodeDecodeError:
            pass
    for name in names:
        if name not in {"", "utf-8"}:
            return body.decode(name, _ONE_BY_ONE if name == "cp1252" else "replace")
    return body.decode("utf-8", _ONE_BY_ONE)


def _declared(body: bytes, media_type: str) -> list[str]:
    """Return the names that the document and its server give, the document's first."""
    found = _DECLARED.match(body)
    charset = _CHARSET.search(media_type)
    return ([found[1].decode("ascii", "replace")] if found else []) + (
        [charset[1]] if charset else []
    )


def _codec(label: str) -> str:
    """Return Python's name for a text encoding, "" when it has none."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    return _LARGER.get(name, name) if _USUAL.match(name) else ""


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
