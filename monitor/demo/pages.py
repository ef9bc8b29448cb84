"""The sample's feeds, pages and papers as bytes, in the forms that real sites use. Pure."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from monitor.dates import LONDON, show_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.demo.sample import Text

NAMES = {
    "gazette": "Sampleford Gazette",
    "coast": "Coast Today",
    "echo": "Northern Echoes",
    "moor": "Moorland Post",
    "trade": "Town Hall Trade Weekly",
    "national": "The National Observer of Councils",
    "council": "Council newsroom",
    "committee": "Council meetings",
    "fading": "The Fading Times",
}
#: committees, and how many days after the start of the sample they meet
_MEETINGS = (("Council", -12), ("Cabinet", 6), ("Audit and Governance Committee", 13))
_ARTICLE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title} | {outlet}</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="{outlet}">
<meta property="article:published_time" content="{published}">
<link rel="canonical" href="{url}"></head><body>
<header><nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li>
<li><a href="/news/ellingvale">Ellingvale</a></li><li><a href="/jobs">Jobs</a></li></ul></nav></header>
<main><article><h1>{title}</h1><p class="byline">By our local democracy reporter</p>
{body}
</article></main>
<aside class="related"><h2>More like this</h2><ul>
<li><a href="/a">Ellingvale District Council facing possibility of section 114 notice</a></li>
<li><a href="/b">Kingsmoor leader quits after vote of no confidence</a></li></ul></aside>
<aside class="jobs"><h2>Jobs</h2><p>Interim Chief Executive, Marlshire County Council. Salary
£150,000. Apply now.</p></aside>
<footer><p>We use cookies. Contact us. Terms.</p></footer></body></html>"""


def article(text: Text, url: str) -> bytes:
    """Return a text as a news site's page, with a menu, related stories and a job advert."""
    body = "\n".join(f"<p>{escape(p)}</p>" for p in text.paragraphs)
    return _ARTICLE.format(
        title=escape(text.title),
        outlet=escape(NAMES[text.outlet]),
        published=text.published_at.isoformat(),
        url=escape(url),
        body=body,
    ).encode()


def rss(name: str, texts: Sequence[Text], base: str, encoding: str = "utf-8") -> bytes:
    """Return an RSS 2.0 feed in an encoding."""
    items = "".join(
        f"<item><title>{escape(t.title)}</title><link>{base}/article/{t.key}</link>"
        f"<guid isPermaLink='true'>{base}/article/{t.key}</guid>"
        f"<pubDate>{format_datetime(t.published_at)}</pubDate>"
        f"<description>{escape(_summary(t))}</description></item>"
        for t in texts
    )
    feed = (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel>'
        f"<title>{escape(name)} – news</title><link>{base}/</link>"
        f"<description>News “as it happens”</description>{items}</channel></rss>"
    )
    return feed.encode(encoding, "xmlcharrefreplace")


def atom(name: str, texts: Sequence[Text], base: str) -> bytes:
    """Return an Atom feed (RFC 4287)."""
    entries = "".join(
        f"<entry><id>{base}/article/{t.key}</id><title>{escape(t.title)}</title>"
        f'<link rel="alternate" href="{base}/article/{t.key}"/>'
        f"<updated>{t.published_at.isoformat()}</updated>"
        f"<published>{t.published_at.isoformat()}</published>"
        f"<summary>{escape(_summary(t))}</summary></entry>"
        for t in texts
    )
    newest = max((t.published_at for t in texts), default=None)
    updated = f"<updated>{newest.isoformat()}</updated>" if newest else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{base}/</id><title>{escape(name)}</title>{updated}{entries}</feed>"
    ).encode()


def google_alert(texts: Sequence[Text], base: str) -> bytes:
    """Return an alert's feed as Google writes it: redirect links, text escaped twice."""
    entries = "".join(
        f"<entry><id>tag:google.com,2013:googlealerts/feed:{9_000_000_000_000_000_000 + n}</id>"
        f'<title type="html">{_twice(t.title)}</title>'
        f'<link href="https://www.google.com/url?rct=j&amp;sa=t&amp;url='
        f'{quote(f"{base}/article/{t.key}", safe=":/")}&amp;ct=ga&amp;cd=CAIyGjA&amp;usg=AOvVaw0">'
        f"</link><published>{_zulu(t.published_at)}</published>"
        f"<updated>{_zulu(t.published_at)}</updated>"
        f'<content type="html">{_twice(_summary(t)[:150])}&amp;nbsp;...</content>'
        f"<author><name></name></author></entry>"
        for n, t in enumerate(texts)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:idx="urn:atom-extension:indexing">'
        "<id>tag:google.com,2005:reader/user/0/state/com.google/alerts/0</id>"
        '<title>Google Alert - "council"</title>'
        f"{entries}</feed>"
    ).encode()


def news_page(texts: Sequence[Text], base: str) -> bytes:
    """Return a council's newsroom without a feed."""
    rows = "".join(
        f'<li class="news-item"><h3><a href="{base}/article/{t.key}">{escape(t.title)}</a></h3>'
        f'<p class="date">Published on {show_day(t.published_at)}</p>'
        f"<p>{escape(t.paragraphs[0][:80])}</p>"
        f'<a href="{base}/article/{t.key}">Read more about this story</a></li>'
        for t in texts
    )
    return (
        "<!doctype html><html lang='en-GB'><head><title>News</title></head><body>"
        "<nav><ul><li><a href='/bins'>Bins and recycling in your area</a></li>"
        "<li><a href='/tax'>Council tax and how to pay it</a></li></ul></nav>"
        f"<main><h1>Latest news</h1><ul class='news-list'>{rows}</ul></main></body></html>"
    ).encode()


def committee_rss(texts: Sequence[Text], base: str) -> bytes:
    """Return what is new on the committee system, as its feed tells it."""
    items = "".join(
        f"<item><title>{t.published_at.astimezone(LONDON):%d/%m/%Y} - {escape(t.title)}</title>"
        f"<link>{base}/{_paper(t)}</link><description>{escape(t.paragraphs[0])}</description></item>"
        for t in texts
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>What&apos;s new'
        f"</title><link>{base}/</link><description>New</description>{items}</channel></rss>"
    ).encode()


def committee_page(texts: Sequence[Text], base: str) -> bytes:
    """Return the same as the system's page."""
    rows = "".join(
        f'<li>{t.published_at.astimezone(LONDON):%d/%m/%Y} - <a href="{base}/{_paper(t)}">'
        f"{escape(t.title)}</a></li>"
        for t in texts
    )
    return (
        "<!doctype html><html><body><div class='mgContent'><h2>What's new</h2>"
        f"<ul>{rows}</ul></div></body></html>"
    ).encode()


def committee_meetings(start: datetime) -> bytes:
    """Return the meetings of the committee system, as its web service tells them."""
    rows = "".join(
        f"<meeting><meetingid>{700 + n}</meetingid><committeeid>{n}</committeeid>"
        f"<committeetitle>{committee}</committeetitle>"
        f"<meetingdate>{(start + timedelta(days=days)).astimezone(LONDON):%d/%m/%Y}</meetingdate>"
        f"<meetingtime>18:30</meetingtime><meetingstatus>Confirmed</meetingstatus></meeting>"
        for n, (committee, days) in enumerate(_MEETINGS, start=1)
    )
    return f"<getmeetings><meetings>{rows}</meetings></getmeetings>".encode()


def pdf(text: Text) -> bytes:
    """Return a text as a PDF of one page a paragraph, written by hand (PDF 1.4)."""
    pages = [(text.title, *text.paragraphs[:1]), *((p,) for p in text.paragraphs[1:])]
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for n, page in enumerate(pages):
        lines = [line for paragraph in page for line in (*_wrapped(paragraph), "")]
        shown = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 60 780 Td {shown} ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * n} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return _pdf_file(objects)


def _pdf_file(objects: Sequence[str]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1", "replace")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{offset:010d} 00000 n \n" for offset in offsets).encode()
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return bytes(out + trailer.encode())


def _wrapped(paragraph: str, width: int = 88) -> list[str]:
    lines, line = [], ""
    for word in paragraph.split():
        if len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _paper(text: Text) -> str:
    return (
        f"documents/s100/{text.key}.pdf" if text.is_pdf else f"ieListDocuments.aspx?MId={text.key}"
    )


def _summary(text: Text) -> str:
    return text.paragraphs[0]


def _twice(line: str) -> str:
    """Escape once as HTML and once more as XML, with the query word in bold."""
    return escape(escape(line).replace("council", "<b>council</b>"))


def _zulu(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"
