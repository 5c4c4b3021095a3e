"""Files of a case: add, look at, hand out, name, take back."""

import logging
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, form_page
from roterfaden.base.badges import Tone
from roterfaden.base.errors import RuleBroken
from roterfaden.base.inspection import FileType, Refused
from roterfaden.base.inspection.text import decoded
from roterfaden.base.previews import MEDIA_TYPE, preview, text_of_page
from roterfaden.base.toasts import toast
from roterfaden.base.vault import VaultError
from roterfaden.cases.actions import attachments
from roterfaden.cases.attachment_content import open_attachment
from roterfaden.cases.forms.attachments import Accepted, AttachmentForm, UploadForm
from roterfaden.cases.forms.monitoring import ReasonForm
from roterfaden.cases.models import Attachment, Case
from roterfaden.cases.models.attachments import AttachmentQuerySet
from roterfaden.cases.views import reads
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.logbook.models import ReadKind

ZOOMS = (1, 2, 3)
WORDS = 20_000
"""Characters of a text that are shown; the rest is in the file."""
SANDBOX = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store, private",
    "Cross-Origin-Resource-Policy": "same-origin",
}

logger = logging.getLogger(__name__)


def attachments_of(request: HttpRequest, case: Case) -> AttachmentQuerySet:
    """The files of the case which the user may see."""
    return Attachment.objects.visible_to(user_of(request)).filter(case=case)


# --- adding -----------------------------------------------------------------------------------------------------------


@dataclass
class Kept:
    """What became of the files of one upload."""

    files: list[Attachment] = field(default_factory=list)
    stripped: bool = False


def attachment_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Photograph papers or choose files. What can be kept is kept; what not is named at the field, with the reason."""
    case = find_case(request, pk)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    kept = Kept()
    if request.method == "POST" and form.is_valid():
        kept = _keep(request, case, form)
        if form.is_valid():
            toast(request, _said(kept), undo=_undo(case, kept))
            return redirect(reverse("cases:documents", args=[case.pk]) + "#dateien")
    return form_page(request, "cases/attachment_add.html", form, **frame(case, tab="documents", kept=kept.files))


def _keep(request: HttpRequest, case: Case, form: UploadForm) -> Kept:
    kept = Kept()
    for came_by, name, found in form.looked_at():
        if isinstance(found, Refused):
            form.add_error(came_by, f"{name}: {found.message}")
            continue
        try:
            kept.files.append(_add(request, case, form, found))
        except RuleBroken as broken:
            form.add_error(came_by, f"{name}: {broken.message}")
        kept.stripped |= found.inspected.stripped
    form.say_what_remains(some_kept=bool(kept.files))
    return kept


def _add(request: HttpRequest, case: Case, form: UploadForm, found: Accepted) -> Attachment:
    return attachments.add_attachment(
        case,
        by=request.user,
        inspected=found.inspected,
        scanned=found.scanned,
        title=found.title,
        kind=form.cleaned_data["kind"] or form.fields["kind"].initial,
        is_sensitive=form.cleaned_data["is_sensitive"],
    )


def _said(kept: Kept) -> str:
    count = len(kept.files)
    said = ngettext("Datei gespeichert.", "{count} Dateien gespeichert.", count).format(count=count)
    return said + " " + _("Ort, Zeit und Gerät wurden aus dem Foto entfernt.") if kept.stripped else said


def _undo(case: Case, kept: Kept) -> str:
    """One file is taken back with one click; of several one chooses."""
    if len(kept.files) != 1:
        return ""
    return reverse("cases:attachment_withdraw", args=[case.pk, kept.files[0].pk]) + "?zurueck"


# --- looking ----------------------------------------------------------------------------------------------------------


def attachment(request: HttpRequest, pk: UUID, attachment: UUID) -> HttpResponse:
    """A file: its preview page by page, what is known about it, and what can be done with it."""
    case, found = _find(request, pk, attachment)
    form = AttachmentForm(request.POST or None, instance=found)
    if form.is_valid():
        change = partial(attachments.change_attachment, found, by=request.user, seen=form.seen_revision, **form.wording)
        if attempt(form, change):
            toast(request, _("Angaben gespeichert."))
            return redirect("cases:attachment", case.pk, found.pk)
    page = Paginator(range(1, found.pages + 1), 1).get_page(request.GET.get("seite"))
    shown = {} if found.is_withdrawn else _shown(found, page.number)
    context = frame(case, tab="documents", file=found, page=page, zoom=_zoom(request), zooms=ZOOMS, **shown)
    return form_page(request, "cases/attachment.html", form, **context)


def _shown(found: Attachment, page: int) -> dict[str, object]:
    """What the page shows of the content besides its picture: the words, or that it cannot be opened."""
    if found.type.is_picture:
        return {}
    try:
        content = open_attachment(found)
        if found.type is FileType.TEXT:
            text = decoded(content)
            return {"text": text[:WORDS], "is_longer": len(text) > WORDS}
        return {"words": text_of_page(content, found.type, page=page)}
    except (VaultError, Refused):
        return {"damaged": True}


def _zoom(request: HttpRequest) -> int:
    asked = request.GET.get("zoom", "")
    return int(asked) if asked in map(str, ZOOMS) else ZOOMS[0]


def attachment_preview(request: HttpRequest, pk: UUID, attachment: UUID) -> HttpResponse:
    """A page of the file as a picture drawn by us."""
    case, found = _find_current(request, pk, attachment)
    reads.opened(request, case, ReadKind.PREVIEWED)
    asked = request.GET.get("seite", "1")
    if found.type is FileType.TEXT or not asked.isdecimal() or len(asked) > 4:
        raise Http404
    try:
        picture = preview(open_attachment(found), found.type, page=int(asked), zoom=_zoom(request))
    except (IndexError, VaultError) as error:
        raise Http404 from error
    except Refused as error:
        logger.warning("File %s has no preview: %s", found.pk, type(error.__cause__).__name__)
        raise Http404 from error
    return _sandboxed(HttpResponse(picture, content_type=MEDIA_TYPE))


def attachment_download(request: HttpRequest, pk: UUID, attachment: UUID) -> HttpResponse:
    """The file itself, to be saved, never to be opened inside the browser."""
    case, found = _find_current(request, pk, attachment)
    reads.opened(request, case, ReadKind.DOWNLOADED)
    try:
        content = open_attachment(found)
    except VaultError:
        said = _("Diese Datei lässt sich nicht öffnen. Sagen Sie der Administration Bescheid.")
        toast(request, said, tone=Tone.DANGER)
        return redirect("cases:attachment", case.pk, found.pk)
    response = HttpResponse(content, content_type=found.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, found.file_name) or "attachment"
    return _sandboxed(response)


def _sandboxed(response: HttpResponse) -> HttpResponse:
    """Whatever lies in it: it runs nothing, is taken for nothing else, and no computer keeps it."""
    for name, value in SANDBOX.items():
        response.headers[name] = value
    return response


# --- taking back ------------------------------------------------------------------------------------------------------


def attachment_withdraw(request: HttpRequest, pk: UUID, attachment: UUID) -> HttpResponse:
    """Take a file back, with a reason; the undo of adding it brings its own."""
    case, found = _find_current(request, pk, attachment)
    undone = request.method == "POST" and "zurueck" in request.GET
    form = ReasonForm({"reason": _("gleich wieder zurückgenommen")} if undone else request.POST or None)
    if request.method == "POST" and form.is_valid():
        attachments.withdraw_attachment(found, by=request.user, reason=form.cleaned_data["reason"])
        undo = reverse("cases:attachment_restore", args=[case.pk, found.pk])
        toast(request, _("Datei zurückgenommen."), undo=undo)
        return redirect("cases:documents", case.pk)
    return form_page(request, "cases/attachment_withdraw.html", form, **frame(case, tab="documents", file=found))


@require_POST
def attachment_restore(request: HttpRequest, pk: UUID, attachment: UUID) -> HttpResponse:
    """Bring a file back."""
    case, found = _find(request, pk, attachment)
    back = reverse("cases:attachment", args=[case.pk, found.pk])
    act = partial(attachments.restore_attachment, found, by=request.user)
    return do(request, back, act, said=_("Datei wiederhergestellt."))


def _find(request: HttpRequest, pk: UUID, attachment: UUID) -> tuple[Case, Attachment]:
    case = find_case(request, pk)
    people = ("case", "uploaded_by", "withdrawn_by")
    return case, get_object_or_404(attachments_of(request, case).select_related(*people), pk=attachment)


def _find_current(request: HttpRequest, pk: UUID, attachment: UUID) -> tuple[Case, Attachment]:
    """The same for one that has not been taken back; one that has is not opened."""
    case, found = _find(request, pk, attachment)
    if found.is_withdrawn:
        raise Http404
    return case, found
