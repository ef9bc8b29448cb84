"""Roles in a text, by class and never by name, read from `roles.toml`."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

import ahocorasick_rs

from monitor.errors import ConfigError
from monitor.records import Role, RoleMention
from monitor.tag.phrases import Pattern, compile_phrase

#: words round a match in which its false friends are looked for, in characters
_NEAR = 30


class Roles:
    """The role classes, ready to be looked for."""

    def __init__(self, text: str) -> None:
        """Read the classes.

        Raises:
            ConfigError: every fault, one line each.
        """
        faults: list[str] = []
        self._patterns: list[tuple[Role, Pattern]] = []
        self._friends: dict[Role, tuple[re.Pattern[str], ...]] = {}
        for name, table in tomllib.loads(text).items():
            try:
                role = Role(name)
                self._patterns += [(role, compile_phrase(p)) for p in table["any"]]
                friends = [compile_phrase(p).parts[0] for p in table["not_when"]]
                self._friends[role] = tuple(friends)
            except (ValueError, KeyError) as error:
                faults.append(f"roles.toml: [{name}]: {error}")
        if faults:
            raise ConfigError(faults)
        anchors: dict[str, list[int]] = {}
        for place, (_, pattern) in enumerate(self._patterns):
            for anchor in pattern.anchors:
                anchors.setdefault(anchor, []).append(place)
        self._by_anchor = list(anchors.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(anchors), store_patterns=False)

    def find(self, levelled: str) -> tuple[RoleMention, ...]:
        """Return the roles of a text, in order; the longest of those that overlap."""
        wanted = {
            place
            for anchor, _, _ in self._automaton.find_matches_as_indexes(levelled, overlapping=True)
            for place in self._by_anchor[anchor]
        }
        found = [
            RoleMention(role=role, start=match.start(), end=match.end())
            for place in sorted(wanted)
            for role, pattern in [self._patterns[place]]
            for match in pattern.parts[0].finditer(levelled)
            if not self._is_false(role, levelled, match.start(), match.end())
        ]
        found.sort(key=lambda m: (m.start, m.start - m.end))
        kept: list[RoleMention] = []
        for mention in found:
            if not kept or mention.start >= kept[-1].end:
                kept.append(mention)
        return tuple(kept)

    def _is_false(self, role: Role, levelled: str, start: int, end: int) -> bool:
        low, high = max(0, start - _NEAR), min(len(levelled), end + _NEAR)
        return any(
            found.start() < end and found.end() > start
            for friend in self._friends[role]
            for found in friend.finditer(levelled, low, high)
        )


def load_roles() -> Roles:
    """Return the role classes that are shipped."""
    return Roles((resources.files("monitor.data") / "roles.toml").read_text(encoding="utf-8"))
