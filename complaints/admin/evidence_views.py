"""Evidence served to those who may see the complaint: never as a page, never from the site's own trust (INT-9)."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from PIL import Image, ImageOps, UnidentifiedImageError

from complaints.models import Complaint, Evidence
from complaints.services.evidence import open_evidence

#: Shown by the browser itself, in a sandbox; everything else is downloaded.
_SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})
_PREVIEWED = frozenset({"image/jpeg", "image/png", "image/webp"})
_PREVIEW_PIXELS = (360, 360)
_MOST_PIXELS = 60_000_000


@require_safe
def file_view(request, object_id, file_id):
    """The file itself; the look is on the record."""
    evidence = open_evidence(_visible(request.user, object_id, file_id).uuid, by=request.user, now=timezone.now())
    response = FileResponse(evidence.file.open("rb"), content_type=evidence.content_type)
    is_download = evidence.content_type not in _SHOWN
    response["Content-Disposition"] = content_disposition_header(is_download, evidence.name)
    return harmless(response)


@require_safe
def preview_view(request, object_id, file_id):
    """A small picture drawn anew, so nothing hidden in the original (place, device, code) is served."""
    evidence = _visible(request.user, object_id, file_id)
    if evidence.content_type not in _PREVIEWED:
        raise Http404
    name = f"previews/{evidence.uuid.hex}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(_small(evidence)))
    with default_storage.open(name) as preview:
        return harmless(HttpResponse(preview.read(), content_type="image/webp"))


def _visible(user, complaint_id, file_id):
    complaints = Complaint.everything.visible_to(user).order_by()
    evidence = Evidence.objects.filter(uuid=file_id, complaint__in=complaints).first()
    if evidence is None or evidence.complaint_id != complaint_id:
        raise Http404
    return evidence


def _small(evidence):
    """The picture as a small WebP without its metadata. Raises Http404 for what is no picture after all."""
    try:
        with evidence.file.open("rb") as stored, Image.open(stored) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise Http404
            picture.draft("RGB", _PREVIEW_PIXELS)
            small = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise Http404 from None
    small.thumbnail(_PREVIEW_PIXELS)
    drawn = BytesIO()
    small.save(drawn, "WEBP", quality=75)
    return drawn.getvalue()


def harmless(response):
    """Never a page of ours, whatever the file is."""
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
