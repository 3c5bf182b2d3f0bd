"""Small files of every kind, some with things in them that must not come out again."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pillow_heif
from PIL import Image, ImageCms

from kominn.vault.kinds import Kind

pillow_heif.register_heif_opener()

MARKER = b"MARKER-59.05N-10.03E"
FORMS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.GIF: "GIF", Kind.HEIC: "HEIF"}


def picture(kind: Kind, **options: object) -> bytes:
    out = BytesIO()
    with Image.linear_gradient("L").resize((64, 48)).convert("RGB") as drawn:
        drawn.save(out, FORMS[kind], **options)
    return out.getvalue()


def photograph(kind: Kind, orientation: int = 1) -> bytes:
    """A picture with camera, place, XMP, comment and colour profile."""
    exif = Image.Exif()
    exif[0x010F] = MARKER.decode()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    options: dict[str, object] = {"exif": exif.tobytes()}
    options["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if kind in (Kind.JPEG, Kind.WEBP):
        options["xmp"] = b"<x:xmpmeta>" + MARKER + b"</x:xmpmeta>"
    if kind is Kind.JPEG:
        options["comment"] = MARKER
    return picture(kind, **options)


def document(*, loaded: bool = False, photo: bytes | None = None) -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    if photo:
        image = pikepdf.Stream(pdf, photo)
        image.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=64,
            Height=48,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        page.Contents = pikepdf.Stream(pdf, b"q 100 0 0 100 0 0 cm /Im0 Do Q")
    if loaded:
        _load(pdf, page)
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


def _load(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('hi')")
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    pdf.docinfo["/Author"] = MARKER.decode()
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [MARKER.decode()]
    pdf.attachments["inner.txt"] = MARKER
    pdf.Root.OpenAction = pdf.make_indirect(script)
    pdf.Root.AA = pikepdf.Dictionary(WC=script)
    pdf.Root.Names.JavaScript = pikepdf.Dictionary(Names=["a", script])
    page.AA = pikepdf.Dictionary(O=script)
    page.Annots = [
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 10, 10],
            A=pikepdf.Dictionary(
                S=pikepdf.Name.GoTo, D=[page.obj, pikepdf.Name.Fit], Next=[script, launch]
            ),
        )
    ]
    page.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=MARKER.decode()))
