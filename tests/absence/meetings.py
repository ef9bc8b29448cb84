"""A committee system that is looked at day after day, for tests of what its meetings come to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from monitor.absence.meetings import compare
from monitor.dates import LONDON
from monitor.records import CouncilSlug, FormalEvent, KnownMeeting, Meeting, MeetingLook, SourceKey

SOURCE = SourceKey("sampleford-committees")
SAMPLEFORD = CouncilSlug("sampleford")


def at(text: str) -> datetime:
    """A moment of London's clock, such as "2026-12-03 18:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def meeting(
    key: str, when: str, committee: str = "Audit Committee", *, is_cancelled: bool = False
) -> Meeting:
    return Meeting(
        key=key,
        committee=committee,
        held_at=at(when),
        url=f"https://sampleford.example/ieListDocuments.aspx?CId=1&MId={key}",
        is_cancelled=is_cancelled,
    )


#: how far a look reaches
BACK, AHEAD = timedelta(days=60), timedelta(days=60)
#: enough meetings round the one in question that the list as a whole is sound
OTHERS = tuple(
    meeting(str(900 + n), f"2026-12-{day:02d} 19:00", f"Forum {n}")
    for n, day in enumerate((1, 2, 8, 9, 15, 16))
)


def span_at(now: datetime) -> tuple[datetime, datetime]:
    return now - BACK, now + AHEAD


class Calendar:
    """What is known, look after look."""

    def __init__(self, council: CouncilSlug | None = SAMPLEFORD) -> None:
        self.council = council
        self.known: dict[str, KnownMeeting] = {}
        self.events: list[FormalEvent] = []

    def look(
        self,
        when: str,
        *listed: Meeting,
        others: Iterable[Meeting] = OTHERS,
        span: tuple[datetime, datetime] | None = None,
    ) -> MeetingLook:
        found = compare(
            self.known.values(),
            (*listed, *others),
            source=SOURCE,
            council=self.council,
            span=span or span_at(at(when)),
            now=at(when),
        )
        self.known |= {m.key: m for m in found.meetings}
        self.events += found.events
        return found
