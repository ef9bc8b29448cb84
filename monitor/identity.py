"""Which of the entries that a source lists are new, which are known, and which were edited. Pure.

What comes in is a reading and what is kept of its entries; what goes out says what to keep. An
entry is announced once: neither a new title, a new guid for the same address, nor a feed that lists
everything again makes it another. Two stories that share a guid stay two, by their addresses.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.records import Entry, EntryState, Held, Listing
from monitor.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

#: an edited article is read again at most so often
MAX_REREADS = 3
#: and at most once in this time
REREAD_AFTER = timedelta(days=1)
#: and only while it is this young
REREAD_WITHIN = timedelta(days=7)


def tell_apart(entries: Sequence[Entry], held: Iterable[Held], *, now: datetime) -> Listing:
    """Return which entries are new, known or edited.

    Args:
        entries: what the source lists now, in its order.
        held: what is kept under any of their keys or addresses.
        now: when it was listed.
    """
    by_key: dict[str, Held] = {}
    by_address: dict[str, Held] = {}
    for one in held:
        by_key[one.entry_key] = one
        if one.address:
            by_address.setdefault(one.address, one)
    entries = tuple({(e.entry_key, e.address, e.title): e for e in entries}.values())
    trusted = _trusted_keys(entries, by_key, by_address)
    counts = Counter(e.address for e in entries if e.address)
    new: dict[str, Entry] = {}
    known: dict[int, Held] = {}
    edited: dict[int, Entry] = {}
    addresses: set[str] = set()
    for entry in entries:
        # an address that several entries share says nothing about which is which
        is_telling = counts[entry.address] == 1 and not _is_root(entry.address)
        match = _match(
            entry, by_key, by_address if is_telling else {}, is_trusted=entry.entry_key in trusted
        )
        if match is not None:
            known[match.id] = match
            if change := _edit(entry, match, now=now):
                edited[match.id] = change
            continue
        key = _free_key(entry, by_key, new)
        if key in new or key in by_key or (is_telling and entry.address in addresses):
            continue
        addresses.add(entry.address)
        new[key] = replace(entry, entry_key=key)
    return Listing(
        new=tuple(new.values()),
        known=tuple(h.id for h in known.values()),
        edited=tuple(edited.values()),
    )


def lookup_keys(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the keys under which the entries of a listing may be kept."""
    keys = (k for e in entries for k in (e.entry_key, _long_key(e)))
    return tuple(dict.fromkeys(keys))


def _trusted_keys(
    entries: Sequence[Entry], by_key: dict[str, Held], by_address: dict[str, Held]
) -> frozenset[str]:
    """Return the keys that name one story each.

    A guid does, whatever happens to title, address and date of its article (RSS 2.0). But some
    feeds give several stories one guid, and some number their places: then a story that is known by
    its address stands under another's guid, and none of the feed's guids says anything.
    """
    for entry in entries:
        mine, other = by_key.get(entry.entry_key), by_address.get(entry.address)
        is_moved = mine is not None and other is not None and mine.id != other.id
        if is_moved and fold(entry.title) == fold(other.title if other else ""):
            return frozenset()
    counts = Counter(e.entry_key for e in entries)
    return frozenset(key for key, n in counts.items() if n == 1)


def _match(
    entry: Entry, by_key: dict[str, Held], by_address: dict[str, Held], *, is_trusted: bool
) -> Held | None:
    """Return the kept entry that this one is; what agrees in more is asked first."""
    found = by_key.get(entry.entry_key)
    if found is not None and (not entry.address or found.address in {"", entry.address}):
        return found
    other = by_key.get(_long_key(entry)) or by_address.get(entry.address)
    if other is not None:
        return other
    if found is not None and (is_trusted or fold(entry.title) == fold(found.title)):
        return found
    return None


def _edit(entry: Entry, held: Held, *, now: datetime) -> Entry | None:
    """Return an edited entry as it is to be kept; None when nothing changed or it is being read."""
    is_retitled = bool(entry.title) and entry.title != held.title
    is_updated = entry.updated_at is not None and entry.updated_at != held.updated_at
    if not (is_retitled or is_updated) or held.state is EntryState.LEASED:
        return None
    kept = replace(
        entry,
        id=held.id,
        entry_key=held.entry_key,
        title=entry.title or held.title,
        state=held.state,
        n_rereads=held.n_rereads,
    )
    is_first_date = held.updated_at is None and not is_retitled
    since = held.done_at or held.first_listed_at
    is_young = held.first_listed_at is not None and now - held.first_listed_at <= REREAD_WITHIN
    is_due = (
        held.state is EntryState.DONE
        and is_young
        and held.n_rereads < MAX_REREADS
        and not (is_first_date and since is not None and (entry.updated_at or now) <= since)
    )
    if not is_due or since is None:
        return kept
    return replace(
        kept,
        state=EntryState.PENDING,
        next_try_at=max(now, since + REREAD_AFTER),
        n_rereads=held.n_rereads + 1,
        reason="edited since it was read",
    )


def _free_key(entry: Entry, by_key: dict[str, Held], new: dict[str, Entry]) -> str:
    """Return the entry's key, lengthened by its address where another story holds it."""
    is_taken = entry.entry_key in by_key or entry.entry_key in new
    return _long_key(entry) if is_taken else entry.entry_key


def _long_key(entry: Entry) -> str:
    return f"{entry.entry_key} {entry.address or entry.title}"


def _is_root(address: str) -> bool:
    return not address.partition("://")[2].partition("/")[2]
