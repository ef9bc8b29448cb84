"""Addresses: joined, unwrapped, made canonical. Pure; nothing here asks the network.

An address that cannot be read gives "", never an error: what feeds and pages hold is untrusted.
courlan (https://github.com/adbar/courlan) mends garbled addresses. Its list of tracking parameters
is not used: it takes the ``CId`` and ``UID`` of committee systems for trackers, and with them whole
committees would share one address.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from courlan import scrub_url

#: characters of an address; servers take some 8,000 at most
MAX_LENGTH = 8_000
#: how often an address may have been escaped on its way
MAX_ESCAPES = 3
_GOOGLE = re.compile(r"^(?:www\.)?google\.[a-z.]{2,6}$")
_OPAQUE = re.compile(r"^/(?:rss/)?(?:articles|read)/.")
_AMP_TAIL = re.compile(r"(?:/amp/?|\.amp)$")
#: an address in characters that need no care: most of what feeds link to, read without a parser
_SIMPLE = re.compile(
    r"(https?)://([a-z0-9][a-z0-9.-]*[a-z0-9])(/[A-Za-z0-9/_.,!%=-]*)?"
    r"(?:\?([A-Za-z0-9_.=&-]*))?(?:#[A-Za-z0-9_.=&/-]*)?"
)
_PLAIN_QUERY = re.compile(r"[A-Za-z0-9_.=&-]*")
_SLASHES = re.compile(r"/{2,}")
_PARENTS = re.compile(r"^(?:/\.\.(?![^/]))+")
#: what courlan's scrubbing may be of use for: mark-up, brackets, another address inside
_GARBLED = re.compile(r"[\s<>{}\"\[\]\x00-\x1f]|://.*://|/&$")
_ESCAPED = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
#: parameters that say how a reader came, not what is read
_TRACKERS = {
    "__twitter_impression", "_ga", "_gl", "amp", "aspsessionid", "cmp", "cmpid", "dclid", "fbclid",
    "ftag", "gbraid", "gclid", "icid", "igsh", "igshid", "ito", "jsessionid", "mkt_tok", "msclkid",
    "ncid", "ocid", "phpsessid", "ref_src", "ref_url", "s_cid", "traffic_source", "ttclid",
    "twclid", "wbraid", "xtor", "yclid",
}  # fmt: skip
_TRACKER_FAMILIES = (
    "utm_", "at_", "ga_", "gs_", "hsa_", "itm_", "mc_", "mkt_", "mtm_", "ns_", "oly_", "pk_",
    "vero_",
)  # fmt: skip
#: parameters that are trackers with some values, and name what is read with others
_CAMPAIGN = {"campaign", "from", "medium", "outputtype", "ref", "source"}
#: parameters that hold a visit's number with some systems, and something else with others
_VISITS = {"oscsid", "session_id", "sessionid", "sid", "zenid"}
#: ColdFusion's pair, often of digits alone
_COLDFUSION = {"cfid", "cftoken"}
#: the number of a visit: long, of letters and digits both, or a UUID
_TOKEN = re.compile(
    r"(?=[a-zA-Z]*\d)(?=\d*[a-zA-Z])[a-zA-Z0-9]{16,}"
    r"|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){2,3}-[0-9a-fA-F]{12,16}"
)
_TOKEN_OF_DIGITS = re.compile(r"\d{6,}")
#: the same in a path: Java's parameter, and ASP.NET's segment (Microsoft: cookieless sessions)
_VISIT_IN_PATH = re.compile(
    r";jsessionid=[^/;]*|/\((?:[A-Z]\([\w-]*\))*S\([a-zA-Z0-9]{16,}\)(?:[A-Z]\([\w-]*\))*\)(?=/|$)",
    re.IGNORECASE,
)
_WAYS_IN = {
    "amp",
    "app",
    "atom",
    "email",
    "facebook",
    "feed",
    "google",
    "newsletter",
    "rss",
    "twitter",
}
#: an item's place on the page of its meeting (Civica Modern.Gov)
_ITEM = re.compile(r"/ielistdocuments\.aspx\?[^#]*(#[\w-]+)$", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_web(url: str) -> bool:
    """Return whether an address is http or https with a host."""
    if len(url) > MAX_LENGTH:
        return False
    if _SIMPLE.fullmatch(url):
        return True
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
    href = href.strip()
    if len(href) <= MAX_LENGTH and _SIMPLE.fullmatch(href):
        return href
    try:
        found = urljoin(base, href)
    except ValueError:
        return ""
    # a space that was not escaped is one all the same: "Public reports pack.pdf"
    return found.replace(" ", "%20") if is_web(found) else ""


def unwrap(url: str) -> str:
    """Return the target of a Google redirect, other addresses as they are.

    Only http and https targets are taken; a redirect to anything else gives "".
    """
    if "google." not in url.lower():
        return url
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


def is_opaque(url: str) -> bool:
    """Return whether an address only stands for an article's, and cannot be decoded.

    Google News links so: its page is a script that never shows the article to a polite reader.
    """
    if "news.google." not in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.hostname == "news.google.com" and _OPAQUE.match(parts.path) is not None


def canonical_url(url: str) -> str:
    """Return the form under which copies of one address meet, "" when it is not a web address.

    Tracking parameters, numbers of visits (session ids), fragments and AMP marks go; scheme and host in lower case; http and https
    stay apart, as some councils serve only one.
    """
    target = unwrap(url.strip())
    if len(target) > MAX_LENGTH:
        return ""
    simple = _SIMPLE.fullmatch(target)
    if simple and "xn--" not in simple[2]:
        scheme, host, path, query = simple.groups(default="")
        query = _canonical_query(query)
        path = _canonical_path(path, keep_slash=bool(query))
        return f"{scheme}://{host}{path}?{query}" if query else f"{scheme}://{host}{path}"
    if not is_web(target):
        return ""
    try:
        parts = urlsplit(_mended(target))
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            return ""
        netloc = _canonical_host(parts.netloc.lower(), parts.scheme, parts.port)
    except (ValueError, TypeError, AttributeError):
        return ""
    query = _canonical_query(parts.query)
    path = quote(_VISIT_IN_PATH.sub("", parts.path), safe="/%!=:,-")
    path = _canonical_path(path, keep_slash=bool(query))
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def _mended(url: str) -> str:
    """Return an address without the escapes and mark-up that bad templates leave in it."""
    for _ in range(MAX_ESCAPES):
        if not _ESCAPED.search(url):
            break
        url = _ESCAPED.sub(lambda found: unescape(found[0]), url)
    return scrub_url(url) if _GARBLED.search(url) else url


def _canonical_path(path: str, *, keep_slash: bool = False) -> str:
    path = _SLASHES.sub("/", path)
    if path.startswith("/.."):
        path = _PARENTS.sub("", path)
    if not keep_slash:
        path = path.rstrip("/")
    return _AMP_TAIL.sub("", path) or "/"


def _canonical_host(netloc: str, scheme: str, port: int | None) -> str:
    if port == _DEFAULT_PORTS[scheme]:
        netloc = netloc.removesuffix(f":{port}")
    if "xn--" not in netloc:
        return netloc
    return ".".join(_from_punycode(part) for part in netloc.split("."))


def _from_punycode(part: str) -> str:
    try:
        return part.encode().decode("idna") if part.startswith("xn--") else part
    except UnicodeError:
        return part


def _canonical_query(query: str) -> str:
    """Return what a query asks for, in order of its names; blank values stay."""
    if not query:
        return ""
    if "=" not in query:
        return "" if _is_tracker(query, "") else query
    if _PLAIN_QUERY.fullmatch(query):
        found = [p.partition("=")[::2] for p in query.split("&") if p]
        return "&".join(f"{k}={v}" for k, v in sorted(found, key=_name) if not _is_tracker(k, v))
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([(k, v) for k, v in sorted(pairs, key=_name) if not _is_tracker(k, v)])


def _name(pair: tuple[str, str]) -> str:
    return pair[0]


def _is_tracker(name: str, value: str) -> bool:
    name = name.lower()
    if name in _CAMPAIGN:
        return value.lower() in _WAYS_IN
    if name in _VISITS:
        return _TOKEN.fullmatch(value) is not None
    if name in _COLDFUSION:
        return (_TOKEN_OF_DIGITS.fullmatch(value) or _TOKEN.fullmatch(value)) is not None
    return name in _TRACKERS or name.startswith(_TRACKER_FAMILIES)


def document_url(url: str) -> str:
    """Return the address under which a document is kept: canonical, "" when it is no web address.

    An item of an agenda keeps its place on the meeting's page: it is a document of its own.
    """
    found = _ITEM.search(url)
    address = canonical_url(url)
    return f"{address}{found[1]}" if found and address else address
