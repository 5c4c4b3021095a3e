"""Files are received in memory only, and one that is too large costs none of it."""

from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.test import RequestFactory

from roterfaden.base.uploads import SparingUploadHandler


def received(**files: bytes) -> dict[str, InMemoryUploadedFile]:
    named = {name: BytesIO(content) for name, content in files.items()}
    for name, file in named.items():
        file.name = f"{name}.bin"  # type: ignore[attr-defined]
    request = RequestFactory().post("/", named)
    request.upload_handlers = [SparingUploadHandler(request)]
    return dict(request.FILES.items())  # type: ignore[arg-type]


def test_a_large_file_never_lies_readable_on_the_disk(settings: Any, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    request = RequestFactory().post("/", {"file": BytesIO(bytes(6_000_000))})
    assert request.FILES["file"].size == 6_000_000
    assert type(request.FILES["file"]) is InMemoryUploadedFile
    assert list(tmp_path.iterdir()) == []


def test_a_file_over_the_limit_leaves_only_its_size(settings: Any) -> None:
    settings.FILE_SIZE_LIMIT, settings.UPLOAD_SIZE_LIMIT = 100_000, 300_000
    files = received(large=bytes(250_000), small=bytes(90_000))
    assert (files["large"].size, len(files["large"].read())) == (250_000, 0)
    assert (files["small"].size, len(files["small"].read())) == (90_000, 90_000)


def test_all_files_together_have_a_limit(settings: Any) -> None:
    settings.FILE_SIZE_LIMIT, settings.UPLOAD_SIZE_LIMIT = 100_000, 150_000
    files = received(one=bytes(90_000), two=bytes(90_000), three=bytes(50_000))
    assert [len(files[name].read()) for name in ("one", "two", "three")] == [90_000, 0, 50_000]
