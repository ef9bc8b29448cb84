"""CSS selectors that people write into the configuration -> XPath. cssselect's only home. Pure.

CSS Selectors Level 3 (https://www.w3.org/TR/selectors-3/), as far as a page without scripts has
them.
"""

from __future__ import annotations

import re

from cssselect import HTMLTranslator, SelectorError

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def xpath_of(selector: str) -> str:
    """Return the XPath of what a selector matches, anywhere below the root.

    Raises:
        ValueError: it is no selector; the message says where it goes wrong.
    """
    if "|" in _QUOTED.sub("", selector).replace("|=", ""):
        msg = "is no CSS selector for pages, which have no namespaces"
        raise ValueError(msg)
    try:
        return HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        msg = f"is no CSS selector: {error}"
        raise ValueError(msg) from error


def selector_fault(selector: str) -> str:
    """Return what is wrong with a selector, "" when nothing is or none was given."""
    try:
        xpath_of(selector or "*")
    except ValueError as error:
        return str(error)
    return ""
