"""Files filed on a dossier: only what is a file, of a size allowed, kept by hash, never overwriting."""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from backoffice.errors import BackofficeError, Invalid
from backoffice.services.acts import Doing
from backoffice.services.attachments import AttachmentRemoved
from backoffice.services.dispatcher import settings_of
from backoffice.services.house import apply_settings
from backoffice.services.kinds import resolve
from backoffice.services.showing import shown
from backoffice.store.copies import NotSaved, write_new
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch
from backoffice.store.incoming import FileTooLarge, UnreadableFile
from tests.services.conftest import ROOT, Trade, demo_settings, dump


def item(trade: Trade, ref: str) -> dict[str, Any]:
    with trade.database.reading() as unit:
        return shown(Doing(unit, settings_of(unit), None, unit.now), resolve(unit, ref))


@pytest.fixture
def order(tmp_path: Path) -> Path:
    path = tmp_path / "Bon de commande n° 9.pdf"
    path.write_bytes(b"%PDF-1.7 commande")
    return path


def test_a_file_is_kept_by_hash_with_its_name_size_and_media_type(trade: Trade, order: Path) -> None:
    ref = trade.received()
    values = {"path": str(order), "note": "reçu par courrier"}
    assert trade.act("attach", ref, values).ref == f"{ref}/A1"
    found = item(trade, f"{ref}/A1")
    assert (found["name"], found["media"], found["size"]) == (order.name, "application/pdf", 17)
    assert (found["note"], found["on"], found["filed_by"]) == ("reçu par courrier", ref, "er")
    with trade.database.reading() as unit:
        assert unit.get_blob(found["sha256"]) == order.read_bytes()
    assert [one["ref"] for one in item(trade, ref)["attachments"]] == [f"{ref}/A1"]
    assert examine_database(trade.database) == ()


def test_it_may_be_filed_on_an_exchange_or_as_a_quotes_proof(trade: Trade, order: Path) -> None:
    ref, quote = trade.accepted()
    trade.act("log-exchange", ref, {"summary": "Envoie le bon"})
    trade.act("attach", f"{ref}/X1", {"path": str(order)})
    trade.act("attach", quote, {"path": str(order)})
    assert [one["on"] for one in item(trade, ref)["attachments"]] == [f"{ref}/X1", quote]
    assert item(trade, f"{ref}/X1")["attachments"][0]["ref"] == f"{ref}/A1"
    with trade.database.reading() as unit:
        assert fetch(
            unit.driver, "SELECT count(*) FROM blobs WHERE media = 'application/pdf' AND size = 17"
        ) == [(1,)]


def test_the_same_key_files_it_once_even_when_the_file_is_gone(trade: Trade, order: Path) -> None:
    ref = trade.received()
    first = trade.run("attach", ref, {"path": str(order)}, key="k")
    order.unlink()
    again = trade.run("attach", ref, {"path": str(order)}, key="k")
    assert again.stored[0].again
    assert again.stored[0].ref == first.stored[0].ref
    assert len(item(trade, ref)["attachments"]) == 1


def test_what_isnt_a_file_is_refused_and_nothing_waits_for_it(
    trade: Trade, tmp_path: Path, order: Path
) -> None:
    ref = trade.received()
    os.mkfifo(tmp_path / "tube")
    (tmp_path / "lien.pdf").symlink_to(order)
    (tmp_path / "vide.pdf").touch()
    before = dump(trade.database)
    for name in ("tube", "lien.pdf", "vide.pdf", "absent.pdf", ".", "a\0b", "x" * 300):
        with pytest.raises(UnreadableFile) as raised:
            trade.act("attach", ref, {"path": f"{tmp_path}/{name}"})
        assert raised.value.place.path == "path"
        assert raised.value.remedy
    for path in ("/dev/zero", "/dev/null", "~nobody-of-that-name/x"):
        with pytest.raises(UnreadableFile):
            trade.act("attach", ref, {"path": path})
    assert dump(trade.database) == before


def test_a_file_beyond_the_settings_limit_is_refused_before_it_is_read(trade: Trade, tmp_path: Path) -> None:
    ref = trade.received()
    big = tmp_path / "vidéo.mp4"
    with big.open("wb") as file:
        file.truncate(1_000_001)
    apply_settings(trade.database, demo_settings(files={"attachment_mb": 1}), ROOT, "er")
    with pytest.raises(FileTooLarge):
        trade.act("attach", ref, {"path": str(big)})
    apply_settings(trade.database, demo_settings(files={"attachment_mb": 2}), ROOT, "er")
    trade.act("attach", ref, {"path": str(big)})


def test_a_home_folder_and_a_name_stored_decomposed_are_found(
    trade: Trade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / unicodedata.normalize("NFD", "Écrit à lire.pdf")).write_bytes(b"x")
    ref = trade.received()
    trade.act("attach", ref, {"path": "~/" + unicodedata.normalize("NFC", "Écrit à lire.pdf")})
    assert item(trade, f"{ref}/A1")["name"] == "Écrit à lire.pdf"


def test_a_hostile_name_is_made_safe_before_it_is_kept(trade: Trade, tmp_path: Path) -> None:
    ref = trade.received()
    path = tmp_path / "-rf \u202egpj.\x1b[31mexe\n.pdf"
    path.write_bytes(b"x")
    trade.act("attach", ref, {"path": str(path)})
    assert item(trade, f"{ref}/A1")["name"] == "rf gpj.[31mexe .pdf"


def test_a_removed_file_is_hidden_with_its_trace_and_can_be_brought_back(trade: Trade, order: Path) -> None:
    ref = trade.received()
    trade.act("attach", ref, {"path": str(order)})
    with pytest.raises(Invalid):
        trade.act("remove-attachment", f"{ref}/A1")
    before = dump(trade.database)
    trade.act("remove-attachment", f"{ref}/A1", reason="mauvais client")
    assert item(trade, f"{ref}/A1")["removed"]["reason"] == "mauvais client"
    for act, values in (("remove-attachment", None), ("save-attachment", {})):
        with pytest.raises(AttachmentRemoved):
            trade.act(act, f"{ref}/A1", values, reason="x")
    assert examine_database(trade.database) == ()
    trade.undo()
    assert dump(trade.database) == before


def test_filing_goes_back_and_doctor_knows_whose_the_bytes_were(trade: Trade, order: Path) -> None:
    ref = trade.received()
    before = dump(trade.database)
    trade.act("attach", ref, {"path": str(order)})
    trade.undo()
    assert dump(trade.database) == before
    assert examine_database(trade.database) == ()


def test_saving_asks_for_a_copy_in_a_folder_that_exists_or_in_the_workstations_own(
    trade: Trade, order: Path, tmp_path: Path
) -> None:
    ref = trade.received()
    trade.act("attach", ref, {"path": str(order)})
    [copy] = trade.run("save-attachment", f"{ref}/A1", {}).copies
    assert (copy.path, copy.folder) == (order.name, f"attachments/{ref}")
    [copy] = trade.run("save-attachment", f"{ref}/A1", {"folder": str(tmp_path)}).copies
    assert copy.folder == str(tmp_path)
    for folder in (f"{tmp_path}/absent", str(order), "~nobody-of-that-name", "a\0b"):
        with pytest.raises(BackofficeError) as raised:
            trade.act("save-attachment", f"{ref}/A1", {"folder": folder})
        assert raised.value.place.path == "folder"


def test_a_copy_is_for_its_owner_and_overwrites_nothing(tmp_path: Path, order: Path) -> None:
    folder = tmp_path / "copies"
    first = write_new(folder, "a.pdf", b"un")
    second = write_new(folder, "a.pdf", b"deux")
    assert (first.name, second.name) == ("a.pdf", "a (2).pdf")
    assert (first.read_bytes(), second.read_bytes()) == (b"un", b"deux")
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (folder / "b.pdf").symlink_to(order)
    assert write_new(folder, "b.pdf", b"trois").name == "b (2).pdf"
    assert order.read_bytes() == b"%PDF-1.7 commande"
    with pytest.raises(NotSaved):
        write_new(order, "c.pdf", b"x")
