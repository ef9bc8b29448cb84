"""Committee systems of the one make, each as another council leaves it open or shut.

What is served: the feed and the page of what is new, the web service, the calendar, decisions,
meetings with their papers. What each site leaves out is what it is there to show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html import escape

from monitor.dates import LONDON
from tests.councilweb.server import MISSING, XML, Answer, Asked, Item, Site

SOFT_MISSING = Answer(
    body="<html><head><title>Page cannot be found</title></head><body><h1>Sorry, the page cannot be"
    " found</h1><p>It may have been moved or deleted.</p></body></html>"
)
CHALLENGE = Answer(
    body="<!doctype html><html><head><title>Just a moment...</title></head><body><script src='/cdn-cgi/"
    "challenge-platform/h/b/orchestrate/chl_page/v1'></script></body></html>"
)
REFUSED = Answer(body="Forbidden", status=403, headers=(("cf-mitigated", "challenge"),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of what is new."""

    title: str
    #: under the system's root
    path: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One meeting."""

    key: int
    committee: str
    at: datetime
    is_cancelled: bool = False


@dataclass(slots=True)
class Committees:
    """One committee system; what it shows may be changed while it is served."""

    now: datetime
    #: "" or "/moderngov"
    path: str = ""
    open: frozenset[str] = frozenset({"rss", "page", "span", "service", "calendar", "decisions"})
    #: what is said to whoever asks for what is shut
    shut: Answer = MISSING
    lines: list[Line] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    is_grid: bool = False
    #: further pages and files, by their address under the root
    pages: dict[str, Answer] = field(default_factory=dict)

    def respond(self, asked: Asked) -> Answer:
        """Return what the system says."""
        if not asked.bare.startswith(f"{self.path}/"):
            return self._page(
                "Welcome", f'<p><a href="{self.path}/ieDocHome.aspx">Meetings</a></p>'
            )
        kept = self.pages.get(asked.path.removeprefix(f"{self.path}/"))
        if kept is not None:
            return kept
        name = asked.bare.removeprefix(f"{self.path}/").lower()
        answers: dict[str, tuple[str, Callable[[Asked], Answer]]] = {
            "mgrss.aspx": ("rss", lambda _: self._rss()),
            "mgwhatsnew.aspx": ("page", self._whats_new),
            "mgwebservice.asmx/getmeetings": ("service", lambda _: self._service()),
            "mgcalendarmonthview.aspx": ("calendar", self._calendar),
            "mgdelegateddecisions.aspx": ("decisions", lambda _: self._decisions()),
            "iedochome.aspx": ("home", lambda _: self._home()),
            "": ("home", lambda _: self._home()),
        }
        part, answer = answers.get(name, ("", lambda _: self.shut))
        if part == "page" and "DR=" in asked.query:
            part = "span"
        return answer(asked) if part == "home" or part in self.open else self.shut

    def _rss(self) -> Answer:
        items = "".join(
            f"<item><title>{line.day:%d/%m/%Y} - {escape(line.title)}</title>"
            f"<link>{escape(self._href(line))}</link><description></description></item>"
            for line in self.lines
        )
        return Answer(body=f'<?xml version="1.0"?><rss version="2.0"><channel><title>What\'s new'
                           f"</title>{items}</channel></rss>", kind=XML)  # fmt: skip

    def _whats_new(self, asked: Asked) -> Answer:
        is_bare = "DR=" not in asked.query
        form = (
            "<form><label>From <input name='from'></label><input type='submit' value='Find'></form>"
        )
        if is_bare and "span" in self.open and "bare" not in self.open:
            # the page as it is where a span of days must be given first
            return self._page("What's new", f"{form}<p>Enter a date range to see what is new.</p>")
        rows = "".join(
            f'<li>{line.day:%d/%m/%Y} - <a href="{escape(self._href(line))}" title="Link to this">'
            f"{escape(line.title)}</a></li>"
            for line in self.lines
        )
        return self._page("What's new", f"{form}<ul class='mgBulletList'>{rows}</ul>")

    def _service(self) -> Answer:
        rows = "".join(
            f"<meeting><meetingid>{s.key}</meetingid><committeeid>9</committeeid>"
            f"<committeetitle>{escape(s.committee)}</committeetitle>"
            f"<meetingdate>{s.at.astimezone(LONDON):%d/%m/%Y}</meetingdate>"
            f"<meetingtime>{s.at.astimezone(LONDON):%H:%M}</meetingtime>"
            f"<meetingstatus>{'Cancelled' if s.is_cancelled else 'Confirmed'}</meetingstatus></meeting>"
            for s in self.sittings
        )
        return Answer(body=f'<?xml version="1.0" encoding="utf-8"?><getmeetings><meetingscount>'
                           f"{len(self.sittings)}</meetingscount><meetings>{rows}</meetings>"
                           "</getmeetings>", kind="text/xml; charset=utf-8")  # fmt: skip

    def _calendar(self, asked: Asked) -> Answer:
        query = dict(p.partition("=")[::2] for p in asked.query.split("&"))
        first = date(int(query["Y"]), int(query["M"]), 1)
        following = (first + timedelta(days=31)).replace(day=1)
        days = [first + timedelta(days=n) for n in range((following - first).days)]
        if self.is_grid:
            # whole weeks: the end of the month before and the start of the next are shown too
            monday = first - timedelta(days=first.weekday())
            days = [monday + timedelta(days=n) for n in range(6 * 7)]
            cells = "".join(
                f"<td><p class='mgCalendarDay'>{d.day}</p>{self._of_day(d, is_grid=True)}</td>"
                for d in days
            )
            return self._page("Calendar", f"<table><tr>{cells}</tr></table>")
        rows = "".join(
            f"<tr><td>{d:%A} {d.day} {d:%B %Y}</td><td>{found}</td></tr>"
            for d in days
            if (found := self._of_day(d, is_grid=False))
        )
        return self._page("Calendar", f"<table class='mgCalendarMonthGrid'>{rows}</table>")

    def _of_day(self, day: date, *, is_grid: bool) -> str:
        found = ""
        for sitting in self.sittings:
            at = sitting.at.astimezone(LONDON)
            if at.date() != day:
                continue
            clock = f"{(at.hour - 1) % 12 + 1}.{at:%M} {'pm' if at.hour >= 12 else 'am'}"
            off = "CANCELLED - " if sitting.is_cancelled else ""
            href = f"ieListDocuments.aspx?CId=9&amp;MId={sitting.key}"
            inside = f"{off}{clock} {escape(sitting.committee)}"
            outside = f"{clock} <a href='{href}'>{off}{escape(sitting.committee)}</a>"
            found += f"<p><a href='{href}'>{inside}</a></p>" if is_grid else f"<p>{outside}</p>"
        return found

    def _decisions(self) -> Answer:
        rows = "".join(
            f"<tr><td>{line.day:%d/%m/%Y}</td><td><a href='{escape(line.path)}'>"
            f"{escape(line.title.removeprefix('Decision published: '))}</a></td></tr>"
            for line in self.lines
            if line.title.startswith("Decision published: ")
        )
        return self._page("Decisions", f"<table id='mgTable1'>{rows}</table>")

    def _home(self) -> Answer:
        links = "<p><a href='mgListCommittees.aspx'>Committees</a></p>"
        return self._page("Council meetings", links)

    def _href(self, line: Line) -> str:
        return f"{self.path}/{line.path}"

    def add_meeting(
        self, address: str, heading: str, items: Iterable[str], packs: Iterable[str] = ()
    ) -> None:
        """Show a meeting: its heading, the titles of its items, and the addresses of its packs."""
        rows = "".join(
            f"<tr><td class='mgItemNumberCell'><p class='mgAiTitleTxt'>{n}.</p></td><td>"
            f"<p class='mgAiTitleTxt'><a name='AI{n}'></a>{escape(title)}</p></td></tr>"
            for n, title in enumerate(items, start=1)
        )
        links = "".join(
            f"<li><a href='{escape(p)}'>Public reports pack <span>PDF 9 MB</span></a></li>"
            for p in packs
        )
        content = (
            f"<h2 class='mgSubTitleTxt'>{escape(heading)}</h2><ul class='mgActionList'>{links}</ul>"
            f"<table class='mgItemTable'>{rows}</table>"
        )
        self.pages[address] = self._page("Agenda", content)

    def _page(self, title: str, content: str) -> Answer:
        """Return a page in the council's skin, which links to the system's pages as well."""
        return Answer(
            body=f"<!doctype html><html lang='en-GB'><head><title>{title} - Sampleford</title></head>"
            "<body><nav><ul><li>24/11/2026 - <a href='/news/1'>Bins over Christmas</a></li>"
            "<li><a href='/council-tax'>Council tax</a></li></ul></nav><main>"
            f"<div class='mgContent'><h1 class='mgMainTitleTxt'>{title}</h1>{content}</div></main>"
            "<footer><ul><li>01/01/2020 - <a href='/old'>Agenda published: an old one</a></li></ul>"
            "</footer></body></html>"
        )


def lines_of(now: datetime) -> list[Line]:
    """Return what is new on a lively system, newest first."""
    today = now.astimezone(LONDON).date()
    rows = (
        (0, "Agenda published: Audit and Governance Committee, 01/12/2026 7.00 pm",
         "ieListDocuments.aspx?CId=9&MId=501&Ver=4"),
        (0, "Decision published: Sale of the depot at Mill Lane", "ieDecisionDetails.aspx?ID=77"),
        (1, "Issue published: Auditor's statutory recommendations", "ieIssueDetails.aspx?IId=88&Opt=3"),
        (1, "Minutes published: Cabinet, 10/11/2026", "ieListDocuments.aspx?CId=2&MId=480&Ver=4"),
        (2, "Decision sheet published: Cabinet, 10/11/2026",
         "ieListDocuments.aspx?CId=2&MId=480&Ver=4"),
        (3, "ePetition: Save the swimming pool", "mgEPetitionDisplay.aspx?ID=5"),
        (3, "Publication of plan: Forward plan of key decisions", "mgListPlanItems.aspx?PlanId=12"),
        (5, "Decision published: Appointment of the interim chief executive",
         "ieDecisionDetails.aspx?ID=78"),
    )  # fmt: skip
    return [Line(title=t, path=p, day=today - timedelta(days=n)) for n, t, p in rows]


def sittings_of(now: datetime) -> list[Sitting]:
    """Return the meetings of a lively system, by time."""
    day = now.astimezone(LONDON).replace(hour=18, minute=30, second=0, microsecond=0)
    rows = (
        (470, "Council", -35), (480, "Cabinet", -14), (490, "Planning Committee", 1),
        (501, "Audit and Governance Committee", 6), (502, "Cabinet", 13),
        (503, "Overview and Scrutiny Committee", 17),
    )  # fmt: skip
    found = [Sitting(key=k, committee=c, at=day + timedelta(days=n)) for k, c, n in rows]
    return [*found, Sitting(key=504, committee="Licensing Sub-Committee",
                            at=day + timedelta(days=9), is_cancelled=True)]  # fmt: skip


def site_of(name: str, committees: Committees, *, start: str = "/") -> Site:
    """Return a committee system as a site, with what a reader must find on it."""
    return Site(
        name=name,
        respond=committees.respond,
        start=f"{committees.path}{start}",
        truth=tuple(truth_of(committees)),
    )


def truth_of(committees: Committees) -> Iterable[Item]:
    """Yield what must be found: all lines, or what meetings and decisions show without them."""
    if committees.open & {"rss", "bare", "span"}:
        for line in committees.lines:
            yield Item(title=line.title, path=f"{committees.path}/{line.path}", day=line.day)
        return
    now = committees.now
    for sitting in committees.sittings:
        ahead = sitting.at - now
        day = f"{sitting.at.astimezone(LONDON).day} {sitting.at.astimezone(LONDON):%B %Y}"
        path = f"{committees.path}/ieListDocuments.aspx?CId=9&MId={sitting.key}"
        if timedelta(0) < ahead < timedelta(days=7) and not sitting.is_cancelled:
            yield Item(title=f"Agenda: {sitting.committee}, {day}", path=path, day=None)
        if "service" in committees.open and -ahead > timedelta(days=21):
            yield Item(title=f"Minutes: {sitting.committee}, {day}", path=path, day=None)
    for line in committees.lines:
        if line.title.startswith("Decision published: "):
            yield Item(title=line.title, path=f"{committees.path}/{line.path}", day=line.day)


def systems(now: datetime) -> dict[str, Committees]:
    """Return one system for each way in which councils leave it open or shut."""

    def make(**kind: object) -> Committees:
        return Committees(now=now, lines=lines_of(now), sittings=sittings_of(now), **kind)  # type: ignore[arg-type]

    every = {"rss", "page", "bare", "span", "service", "calendar", "decisions"}
    return {
        "feed": make(open=frozenset(every)),
        "feed, under a path": make(open=frozenset(every), path="/moderngov"),
        "page": make(open=frozenset(every - {"rss"})),
        "page, soft 404 for the feed": make(open=frozenset(every - {"rss"}), shut=SOFT_MISSING),
        "page with a span": make(open=frozenset(every - {"rss", "bare"})),
        "feed, no web service": make(open=frozenset(every - {"service"})),
        "feed, calendar as a grid": make(open=frozenset(every - {"service"}), is_grid=True),
        "web service alone": make(open=frozenset({"service", "decisions"})),
        "calendar alone": make(open=frozenset({"calendar", "decisions"})),
    }
