"""Files that hold nothing about a person, such as published statistics: in memory, never on disk.

All other uploads are sealed on their way in. A view must ask for this way in before anything of the
request is read, so it is not yet known whether the form is forged: the check comes after.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

P = ParamSpec("P")
Request = TypeVar("Request", bound=HttpRequest)


class OpenUpload(UploadedFile):  # type: ignore[type-arg]
    """`too_large` where more came than was asked for; then nothing of it is here."""

    def __init__(self, name: str, data: bytes, *, too_large: bool) -> None:
        self.too_large = too_large
        super().__init__(file=BytesIO(data), name=name, size=len(data))


class OpenUploadHandler(FileUploadHandler):
    """Keeps up to so many bytes of one file; of a larger one, and of any more, nothing."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self._most = most
        self._parts: list[bytes] = []
        self._size = 0
        self._files = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._parts, self._size = [], 0
        self._files += 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > self._most or self._files > 1:
            self._parts = []
        else:
            self._parts.append(raw_data)

    def file_complete(self, file_size: int) -> OpenUpload:
        data = b"".join(self._parts)
        return OpenUpload(self.file_name or "", data, too_large=self._size > self._most)


def takes_open_files(
    most: int,
) -> Callable[
    [Callable[Concatenate[Request, P], HttpResponse]],
    Callable[Concatenate[Request, P], HttpResponse],
]:
    """Let the view's file come this way, up to so many bytes.

    Stands inside `requires`: a stranger's file is never held.
    """

    def mark(
        view: Callable[Concatenate[Request, P], HttpResponse],
    ) -> Callable[Concatenate[Request, P], HttpResponse]:
        checked = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def taking(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request.upload_handlers = [OpenUploadHandler(request, most)]
            return checked(request, *args, **kwargs)

        vars(taking)["checks_the_token_itself"] = True
        return taking

    return mark
