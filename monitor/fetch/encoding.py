"""Content codings undone in small steps, so that a small answer cannot grow without bound.

gzip and deflate (zlib), br (brotli) and zstd (zstandard); RFC 9110 section 8.4.1.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Protocol

import brotli
import zstandard

from monitor.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: what is offered to servers
ACCEPTED = "gzip, deflate, br, zstd"
#: bytes that are undone at once; a step of zstd grows at most some 32,000 times
STEP = 1024
GZIP_MAGIC = b"\x1f\x8b"


class Decoder(Protocol):
    """Undoes one coding."""

    def feed(self, chunk: bytes, limit: int, /) -> bytes:
        """Return the plain bytes of a chunk, a little over ``limit`` at most."""


class _Identity:
    def feed(self, chunk: bytes, _limit: int) -> bytes:
        return chunk


class _Gzip:
    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        self._head = b""
        self._is_plain: bool | None = None

    def feed(self, chunk: bytes, limit: int) -> bytes:
        if self._is_plain is None:
            # some servers name the coding and send plain text
            self._head += chunk
            if len(self._head) < len(GZIP_MAGIC):
                return b""
            chunk, self._is_plain = self._head, not self._head.startswith(GZIP_MAGIC)
        return chunk if self._is_plain else self._inner.decompress(chunk, limit + 1)


class _Deflate:
    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=zlib.MAX_WBITS)
        self._is_first = True

    def feed(self, chunk: bytes, limit: int) -> bytes:
        try:
            return self._inner.decompress(chunk, limit + 1)
        except zlib.error:
            if not self._is_first:
                raise
            # some servers send deflate without its header
            self._inner = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
            return self._inner.decompress(chunk, limit + 1)
        finally:
            self._is_first = False


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    def feed(self, chunk: bytes, limit: int) -> bytes:
        return bytes(self._inner.process(chunk, output_buffer_limit=limit + 1))


class _Zstd:
    def __init__(self) -> None:
        self._inner = zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj()

    def feed(self, chunk: bytes, _limit: int) -> bytes:
        return self._inner.decompress(chunk)


_DECODERS: dict[str, Callable[[], Decoder]] = {
    "": _Identity, "identity": _Identity, "gzip": _Gzip, "x-gzip": _Gzip, "deflate": _Deflate,
    "br": _Brotli, "zstd": _Zstd,
}  # fmt: skip


def decode(chunks: Iterator[bytes], coding: str, limit: int) -> Iterator[bytes]:
    """Yield the plain bytes of an answer; stops soon after ``limit`` bytes.

    Raises:
        ReadError: the coding is unknown, or the bytes are not in it.
    """
    name = coding.strip().lower()
    if name not in _DECODERS:
        msg = f"the answer is in the coding {name!r}, which was not offered"
        raise ReadError(msg)
    decoder = _DECODERS[name]()
    size = 0
    for chunk in chunks:
        for start in range(0, len(chunk), STEP if decoder.__class__ is _Zstd else len(chunk) or 1):
            part = chunk[start : start + STEP] if decoder.__class__ is _Zstd else chunk
            try:
                plain = decoder.feed(part, max(limit - size, 0))
            except (zlib.error, brotli.error, zstandard.ZstdError) as error:
                msg = f"the answer is not proper {name}: {error}"
                raise ReadError(msg) from error
            size += len(plain)
            if plain:
                yield plain
            if size > limit:
                return


def unpack(body: bytes, limit: int) -> bytes:
    """Return what a gzip file holds, ``limit`` bytes at most; other bytes as they are.

    Some sites serve ``feed.xml.gz`` as a file of its own, without naming a coding.

    Raises:
        ReadError: it holds more, or is broken.
    """
    if not body.startswith(GZIP_MAGIC):
        return body
    found = b"".join(decode(iter((body,)), "gzip", limit))
    if len(found) > limit:
        msg = f"is larger than {limit // (1024 * 1024)} MiB, unpacked"
        raise ReadError(msg)
    return found
