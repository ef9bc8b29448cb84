"""What a council was to do, or had done, and is not seen. Pure; ``now`` is given.

What is known and what is listed now come in; formal events of the council go out, each with the
day by which it was due and where it was looked for. They are context: none makes an alert or
raises one. What is not seen may still be there: `docs/absence.md` says what this cannot know.

    meetings   a future meeting that moved, was cancelled, or is no longer listed
    minutes    minutes of a meeting that were due
    accounts   statements of accounts that were due by law (England)
    pages      a page that was there and is not
"""
