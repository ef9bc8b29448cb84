"""How grave a sign is: by what was found, never by how sure it is. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records import (
    CouncilSlug,
    Estimate,
    EventStatus,
    EventType,
    Method,
    Severity,
    Story,
    TaggedDocument,
    Theme,
    ThemeHit,
    Tier,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

#: the severity that a formal event alone justifies
EVENT_SEVERITY = {
    EventType.S114_WARNED: Severity.SERIOUS,
    EventType.S114_BALANCE: Severity.ACUTE,
    EventType.S114_UNLAWFUL: Severity.ACUTE,
    EventType.EFS_ASKED: Severity.SERIOUS,
    EventType.EFS_GRANTED: Severity.ACUTE,
    EventType.BEST_VALUE_NOTICE: Severity.ACUTE,
    EventType.INSPECTION: Severity.ACUTE,
    EventType.COMMISSIONERS: Severity.ACUTE,
    EventType.STATUTORY_RECOMMENDATION: Severity.ACUTE,
    EventType.PUBLIC_INTEREST_REPORT: Severity.ACUTE,
    EventType.S5_REPORT: Severity.ACUTE,
    EventType.CHIEF_EXECUTIVE_SUSPENDED: Severity.ACUTE,
    EventType.CHIEF_EXECUTIVE_LEAVES: Severity.SERIOUS,
    EventType.LEADER_REMOVED: Severity.SERIOUS,
    EventType.STATUTORY_OFFICER_LEAVES: Severity.SERIOUS,
    EventType.INTERVENTION_ENDS: Severity.CONTEXT,
    EventType.MEETING_MOVED: Severity.CONTEXT,
    EventType.MEETING_WITHDRAWN: Severity.CONTEXT,
    EventType.MINUTES_NOT_SEEN: Severity.CONTEXT,
    EventType.ACCOUNTS_NOT_SEEN: Severity.CONTEXT,
    EventType.PAGE_VANISHED: Severity.CONTEXT,
}

#: share of a sign's probability that has to be on "early"
EARLY_SHARE = 0.5


def severity_of(
    tagged: TaggedDocument,
    council: CouncilSlug | None,
    hits: Sequence[ThemeHit],
    themes: Sequence[Theme],
    estimate: Estimate | None,
) -> Severity:
    """Return the gravest sign among the themes that count; a partisan page alone is never above 1.

    What no rule graded is as grave as the classifier says; and what a phrase calls serious is early
    when the classifier reads it so, for phrases are seldom early.
    """
    rules = [h for h in hits if h.method is not Method.CLASSIFIER]
    found = [h.severity for h in rules if h.is_for and h.theme in themes]
    found += [
        EVENT_SEVERITY[e.type]
        for e in tagged.events
        if themes and e.status is not EventStatus.NOT_SEEN and e.council in {None, council}
    ]
    gravest = max(found, default=Severity.CONTEXT)
    if estimate is not None and gravest is Severity.CONTEXT:
        gravest = estimate.severity
    elif estimate is not None and gravest is Severity.SERIOUS and _reads_early(estimate):
        gravest = Severity.EARLY
    if tagged.outline.tier is Tier.PARTISAN:
        return min(gravest, Severity.EARLY)
    return gravest


def _reads_early(estimate: Estimate) -> bool:
    return estimate.severities[Severity.EARLY] >= EARLY_SHARE * max(estimate.sign, 1e-4)


def is_corroborated(severity: Severity, tagged: TaggedDocument, story: Story | None) -> bool:
    """Return whether an acute sign rests on a primary document or two independent origins."""
    if severity < Severity.ACUTE:
        return True
    is_primary = tagged.outline.tier is Tier.PRIMARY
    return is_primary or (story is not None and (story.has_primary or story.n_origins > 1))
