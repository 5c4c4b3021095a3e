"""Receiving files: in memory, each up to the limit, never as a readable temporary file on the disk."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class SparingUploadHandler(FileUploadHandler):
    """Keeps each file in memory until it passes the limit; the rest is only counted, so that the form can say so.

    ``settings.FILE_SIZE_LIMIT`` is for one file, ``settings.UPLOAD_SIZE_LIMIT`` for all files of one request.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin the next file."""
        super().new_file(*args, **kwargs)
        self._buffer = BytesIO()
        self._too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep the chunk, unless the file or the request has become too large."""
        if self._too_large:
            return
        self._kept += len(raw_data)
        if start + len(raw_data) > settings.FILE_SIZE_LIMIT or self._kept > settings.UPLOAD_SIZE_LIMIT:
            self._kept -= self._buffer.tell() + len(raw_data)
            self._too_large, self._buffer = True, BytesIO()
            return
        self._buffer.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file; of one that is too large only its size is left."""
        self._buffer.seek(0)
        return InMemoryUploadedFile(
            file=self._buffer,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
