"""Addresses: joined, unwrapped, made canonical. Pure; nothing here asks the network.

An address that cannot be read gives "", never an error: what feeds and pages hold is untrusted.
Source of the rules on tracking parameters: courlan (https://github.com/adbar/courlan).
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urljoin, urlsplit, urlunsplit

from courlan import clean_url, normalize_url

_GOOGLE = re.compile(r"^(?:www\.)?google\.[a-z.]{2,6}$")
_AMP_TAIL = re.compile(r"(?:/amp/?|\.amp)$")
_AMP_QUERY = re.compile(r"(?:^|&)(?:amp|outputType=amp)(?:=[^&]*)?(?=&|$)")


def is_web(url: str) -> bool:
    """Return whether an address is http or https with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def host_of(url: str) -> str:
    """Return the host in lower case without "www.", "" when there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def join(base: str, href: str) -> str:
    """Return a link's target as an absolute web address, "" when it is none."""
    try:
        found = urljoin(base, href.strip())
    except ValueError:
        return ""
    return found if is_web(found) else ""


def unwrap(url: str) -> str:
    """Return the target of a Google redirect, other addresses as they are.

    Only http and https targets are taken; a redirect to anything else gives "".
    """
    try:
        parts = urlsplit(url)
        host, path = (parts.hostname or "").lower(), parts.path
        if not (_GOOGLE.match(host) and path == "/url"):
            return url
        query = parse_qs(parts.query)
    except ValueError:
        return ""
    target = (query.get("url") or query.get("q") or [""])[0].strip()
    return target if is_web(target) else ""


def canonical_url(url: str) -> str:
    """Return the form under which copies of one address meet, "" when it is not a web address.

    Tracking parameters, fragments and AMP marks go; scheme and host in lower case; http and https
    stay apart, as some councils serve only one.
    """
    target = unwrap(url.strip())
    if not is_web(target):
        return ""
    try:
        cleaned = clean_url(target) or target
        normal = normalize_url(cleaned, strict=False, trailing_slash=False)
        parts = urlsplit(normal)
    except (ValueError, TypeError):
        return ""
    path = _AMP_TAIL.sub("", parts.path) or "/"
    query = _AMP_QUERY.sub("", parts.query).lstrip("&")
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, query, ""))
