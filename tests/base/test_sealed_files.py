"""Contents on the shelf: written whole, removed wholly, found again, sealed with new keys."""

import os
import time
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from roterfaden.base import shelf
from roterfaden.base.erasing import Going
from roterfaden.base.vault import KeyMissing, Tampered, new_secret, parse_key
from roterfaden.cases.erasing import erase_contents
from roterfaden.cases.models import Attachment
from tests.factories import CaseFactory, add_attachment

pytestmark = pytest.mark.django_db


def command(name: str, **options: Any) -> str:
    said = StringIO()
    call_command(name, stdout=said, **options)
    return said.getvalue()


def test_nothing_on_the_disk_can_be_read() -> None:
    attachment = add_attachment(CaseFactory(), b"Geheimer Bescheid an Samira")
    stored = shelf.place_of(attachment.pk).read_bytes()
    assert b"Geheimer" not in stored
    assert attachment.unseal() == b"Geheimer Bescheid an Samira"


def test_only_the_account_of_the_application_may_read_the_files() -> None:
    place = shelf.place_of(add_attachment(CaseFactory()).pk)
    assert (place.stat().st_mode & 0o077, place.parent.stat().st_mode & 0o077) == (0, 0)


def test_a_content_that_cannot_be_written_completely_is_not_there_at_all() -> None:
    file_id = uuid4()

    def breaks_off() -> Any:
        yield b"nur der Anfang"
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        shelf.put(file_id, breaks_off())
    assert list(shelf.directory().rglob("*/*")) == []


def test_swapped_files_are_noticed() -> None:
    case = CaseFactory()
    one, other = add_attachment(case, b"eins"), add_attachment(case, b"zwei")
    shelf.place_of(one.pk).rename(shelf.place_of(other.pk))
    with pytest.raises(Tampered):
        other.unseal()


def test_a_row_that_was_given_another_ones_key_opens_nothing() -> None:
    case = CaseFactory()
    one, other = add_attachment(case, b"eins"), add_attachment(case, b"zwei")
    other.sealed_key = one.sealed_key
    with pytest.raises(Tampered):
        other.unseal()


def test_a_missing_content_is_noticed() -> None:
    attachment = add_attachment(CaseFactory())
    shelf.remove(attachment.pk)
    with pytest.raises(Tampered, match="missing"):
        attachment.unseal()


def test_erasing_a_person_takes_the_contents_once_it_is_certain(django_capture_on_commit_callbacks: Any) -> None:
    attachment = add_attachment(CaseFactory())
    with django_capture_on_commit_callbacks(execute=True):
        erase_contents(Going(frozenset({attachment.case.client_id}), {"cases.Attachment": (attachment.pk,)}))
        assert shelf.place_of(attachment.pk).exists(), "until the deletion is certain, the content stays"
    assert list(shelf.directory().rglob("*")) == []


# --- keys -------------------------------------------------------------------------------------------------------------


def test_after_rotation_the_old_key_is_not_needed_any_more(settings: Any) -> None:
    case = CaseFactory()
    files = [add_attachment(case, f"Seite {number}".encode()) for number in range(5)]
    before = {file.pk: shelf.place_of(file.pk).read_bytes() for file in files}
    settings.FILE_KEYS = [new_secret(), *settings.FILE_KEYS]
    said = command("rotate_keys", batch=2)
    assert "5 von 5" in said
    assert "wird nicht mehr gebraucht" in said
    settings.FILE_KEYS = settings.FILE_KEYS[:1]
    for number, file in enumerate(files):
        file.refresh_from_db()
        assert file.unseal() == f"Seite {number}".encode()
        assert shelf.place_of(file.pk).read_bytes() == before[file.pk], "contents are not touched"


def test_rotation_writes_no_history_and_leaves_no_old_key_behind(settings: Any) -> None:
    attachment = add_attachment(CaseFactory())
    settings.FILE_KEYS = [new_secret(), *settings.FILE_KEYS]
    command("rotate_keys")
    assert attachment.events.count() == 1  # type: ignore[attr-defined]
    assert not {"sealed_key", "key_id", "fingerprint"} & set(attachment.events.values()[0])  # type: ignore[attr-defined]


def test_a_dry_run_counts_and_changes_nothing(settings: Any) -> None:
    attachment = add_attachment(CaseFactory())
    settings.FILE_KEYS = [new_secret(), *settings.FILE_KEYS]
    assert "1 umzustellen" in command("rotate_keys", dry_run=True)
    kept = attachment.key_id
    attachment.refresh_from_db()
    assert attachment.key_id == kept


def test_a_second_rotation_has_nothing_to_do(settings: Any) -> None:
    add_attachment(CaseFactory())
    settings.FILE_KEYS = [new_secret(), *settings.FILE_KEYS]
    command("rotate_keys")
    assert "alles auf dem neuen Schlüssel" in command("rotate_keys")


def test_a_rotation_that_was_stopped_goes_on_where_it_was(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from roterfaden.base.management.commands import rotate_keys

    case = CaseFactory()
    for number in range(4):
        add_attachment(case, f"Seite {number}".encode())
    settings.FILE_KEYS = [new_secret(), *settings.FILE_KEYS]
    whole, done = rotate_keys._seal_again, []

    def killed_in_between(*arguments: Any) -> int:
        if done:
            raise KeyboardInterrupt
        done.append(whole(*arguments))
        return done[0]

    monkeypatch.setattr(rotate_keys, "_seal_again", killed_in_between)
    with pytest.raises(KeyboardInterrupt):
        command("rotate_keys", batch=1)
    monkeypatch.setattr(rotate_keys, "_seal_again", whole)
    assert "3 von 3" in command("rotate_keys", batch=10)


def test_a_file_whose_key_is_missing_is_named_and_the_others_are_rotated(settings: Any) -> None:
    case, ours = CaseFactory(), list(settings.FILE_KEYS)
    add_attachment(case, b"eins")
    settings.FILE_KEYS = [new_secret()]
    lost = add_attachment(case, b"zwei")
    settings.FILE_KEYS = [new_secret(), *ours]
    with pytest.raises(CommandError, match="Nicht umgestellt: 1"):
        command("rotate_keys", batch=1)
    assert Attachment.objects.filter(key_id=parse_key(settings.FILE_KEYS[0]).id).count() == 1
    with pytest.raises(KeyMissing):
        lost.unseal()


# --- the check --------------------------------------------------------------------------------------------------------


def test_all_is_well() -> None:
    add_attachment(CaseFactory())
    assert command("check_files", open=True) == "1 Dateien in der Datenbank, 1 im Verzeichnis.\n"


def test_a_row_without_its_file_is_reported() -> None:
    attachment = add_attachment(CaseFactory())
    shelf.remove(attachment.pk)
    with pytest.raises(CommandError, match="Sicherung"):
        command("check_files")


def test_a_damaged_file_is_found_by_opening_it() -> None:
    place = shelf.place_of(add_attachment(CaseFactory()).pk)
    place.write_bytes(place.read_bytes()[:-1])
    command("check_files")
    with pytest.raises(CommandError, match="Sicherung"):
        command("check_files", open=True)


def test_files_without_a_row_are_removed_once_they_are_old(settings: Any) -> None:
    kept = add_attachment(CaseFactory())
    orphans = [uuid4(), uuid4()]
    for orphan in orphans:
        shelf.put(orphan, [b"liegen geblieben"])
    half_written = shelf.place_of(kept.pk).with_name("halb.new")
    half_written.write_bytes(b"")
    long_ago = time.time() - 3 * 24 * 60 * 60
    for place in (shelf.place_of(orphans[0]), half_written):
        os.utime(place, (long_ago, long_ago))
    assert "3 ohne Zeile in der Datenbank, davon 0 entfernt" in command("check_files")
    assert "davon 2 entfernt" in command("check_files", remove=True)
    assert [place.exists() for place in map(shelf.place_of, [*orphans, kept.pk])] == [False, True, True]
