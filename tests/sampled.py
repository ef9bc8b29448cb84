"""The demo's texts, tagged by the real tagger and filed through the real desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.analyse import tag_document
from monitor.config import load_config
from monitor.demo.sample import load_texts
from monitor.demo.site import write_site
from monitor.filing import file_document
from monitor.fingerprint import fingerprint
from monitor.records import CouncilSlug, Document, Outline, Tier
from monitor.service import make_desk, make_reference
from monitor.store import open_store
from monitor.text import sha256_hex

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from monitor.config import Config
    from monitor.demo.sample import Text

#: what lies beside the configuration
DATABASE = "monitor.db"
_OUTLINES = {
    "council": Outline(tier=Tier.OFFICIAL, council=CouncilSlug("sampleford")),
    "committee": Outline(tier=Tier.PRIMARY, council=CouncilSlug("marlshire")),
    "trade": Outline(tier=Tier.TRADE),
}


def file_sample(folder: Path, at: datetime, tagging: str = "") -> Config:
    """File every text of the demo, as read at a time; return its configuration.

    Args:
        folder: gets configuration, register and database.
        at: when all of them were retrieved.
        tagging: further lines of `[tagging]`.
    """
    path = write_site(folder, "http://127.0.0.1:1")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[tagging]\n", f"[tagging]\n{tagging}"), encoding="utf-8")
    config = load_config(path, {})
    desk, reference = make_desk(config), make_reference(config)
    store = open_store(folder / DATABASE)
    for sample in load_texts(at):
        outline = _OUTLINES.get(sample.outlet, Outline())
        tagged = tag_document(_document(sample, at), outline, reference)
        with store.transaction():
            file_document(store, tagged, desk, now=at)
    store.close()
    return config


def _document(sample: Text, at: datetime) -> Document:
    text = "\n".join(sample.paragraphs)
    return Document(
        url=f"https://{sample.outlet}.example/{sample.key}",
        outlet=f"{sample.outlet}.example",
        title=sample.title,
        standfirst=sample.paragraphs[0],
        text=text,
        published_at=sample.published_at,
        retrieved_at=at,
        text_sha256=sha256_hex(text),
        fingerprint=fingerprint(text),
        extractor="given",
    )
