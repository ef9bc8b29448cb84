"""Letters in a folder."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from monitor.deliver import dump_message
from monitor.deliver.file import FileChannel, file_name
from monitor.errors import DeliveryError
from monitor.records import Delivery, Message


def test_a_letter_and_its_page_are_written_and_nothing_else(
    tmp_path: Path, delivery: Delivery
) -> None:
    name = FileChannel(tmp_path / "outbox").send(delivery)
    found = sorted(p.name for p in (tmp_path / "outbox").iterdir())
    assert found == sorted([name, name.replace(".eml", ".html")])


def test_the_letter_can_be_read_as_mail(tmp_path: Path, delivery: Delivery) -> None:
    name = FileChannel(tmp_path).send(delivery)
    letter = message_from_bytes((tmp_path / name).read_bytes(), policy=policy.default)
    assert (letter["To"], letter["Subject"]) == ("jo@adviser.example", "Three alerts")


def test_the_page_is_the_html_of_the_message(tmp_path: Path, delivery: Delivery) -> None:
    name = FileChannel(tmp_path).send(delivery)
    assert (tmp_path / name).with_suffix(".html").read_text(encoding="utf-8") == "<p>x</p>"


def test_a_reader_without_an_address_gets_one_that_goes_nowhere(
    tmp_path: Path, delivery: Delivery
) -> None:
    name = FileChannel(tmp_path).send(replace(delivery, target="operator"))
    letter = message_from_bytes((tmp_path / name).read_bytes(), policy=policy.default)
    assert letter["To"] == "operator@monitor.invalid"


def test_it_finds_what_it_wrote_and_nothing_before(tmp_path: Path, delivery: Delivery) -> None:
    files = FileChannel(tmp_path)
    before = files.find(delivery)
    name = files.send(delivery)
    assert (before, files.find(delivery)) == (None, name)


def test_names_are_safe_and_differ_by_delivery(delivery: Delivery) -> None:
    odd = replace(delivery, subject="notice:../../etc/passwd\n" + "x" * 500)
    assert "/" not in file_name(odd)
    assert len(file_name(odd)) < 120
    assert file_name(delivery) != file_name(replace(delivery, revision=2))


def test_an_update_writes_the_same_files_anew(tmp_path: Path, delivery: Delivery) -> None:
    files = FileChannel(tmp_path)
    name = files.send(delivery)
    newer = dump_message(Message(subject="Four alerts", text="x", html="<p>y</p>"))
    files.update(name, replace(delivery, payload=newer))
    assert (tmp_path / name).with_suffix(".html").read_text(encoding="utf-8") == "<p>y</p>"


def test_a_folder_that_cannot_be_made_may_be_tried_again(
    tmp_path: Path, delivery: Delivery
) -> None:
    (tmp_path / "outbox").write_text("a file is in the way", encoding="utf-8")
    with pytest.raises(DeliveryError, match="outbox folder") as error:
        FileChannel(tmp_path / "outbox").send(delivery)
    assert not error.value.permanent
