"""From a picture's file to what travels: small, bare, and the same every time."""

import email
import email.policy
import io
import struct
import warnings
import zlib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from PIL import Image, ImageCms, ImageDraw

from mailer.errors import TemplateError
from mailer.model.campaign import Block, Picture
from mailer.model.message import Filled, Message
from mailer.rendering import compile, fill, join, mime
from mailer.rendering.pictures import LARGEST, TALLEST, Prepared, prepare
from mailer.sending import envelope
from tests.clock import NOON
from tests.unit.rendering.samples import campaign, contact, house, person, template


def saved(image: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **how)
    return written.getvalue()


def noise(wide: int, tall: int) -> Image.Image:
    """As hard to press as a photograph of leaves."""
    return Image.merge("RGB", [Image.effect_noise((wide, tall), 120) for _ in range(3)])


GAUGE = saved(Image.new("RGB", (1200, 676), "#336699"))
GIVEN = Picture(file="gauge.png", alt="A gauge in the river", licence="own work")


def shown(prepared: Prepared, picture: Picture = GIVEN, **changes: Any) -> Message:
    known = {picture.file: prepared.picture}
    attaches = changes.pop("attaches_pictures", False)
    return compile(
        campaign(picture=picture, **changes),
        template(),
        house(pictures=known, attaches_pictures=attaches),
    )


@pytest.mark.parametrize(
    ("size", "file", "as_shown"),
    [
        ((3000, 1500), (1200, 600), (600, 300)),
        ((1200, 676), (1200, 676), (600, 338)),
        ((900, 900), (900, 900), (600, 600)),
        ((300, 100), (300, 100), (300, 100)),
        ((1, 1), (1, 1), (1, 1)),
    ],
)
def test_a_file_is_twice_as_wide_as_it_is_shown_and_never_blown_up(
    size: tuple[int, int], file: tuple[int, int], as_shown: tuple[int, int]
) -> None:
    made = prepare(saved(Image.new("RGB", size, "navy")), "a.png")
    assert Image.open(io.BytesIO(made.body)).size == file
    assert (made.picture.width, made.picture.height) == as_shown


def test_nothing_of_where_and_with_what_it_was_taken_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)}
    photo = saved(noise(400, 300), "JPEG", exif=exif, comment=b"secret place", quality=90)
    assert b"CameraMaker" in photo
    assert b"secret place" in photo
    made = prepare(photo, "IMG 0042.JPG")
    assert made.picture.name == "img-0042.jpg"
    for trace in (b"CameraMaker", b"secret place", b"Exif", b"GPS"):
        assert trace not in made.body
    assert not Image.open(io.BytesIO(made.body)).getexif()


def test_a_photograph_that_lies_on_its_side_stands_up() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = prepare(saved(noise(400, 200), "JPEG", exif=exif), "a.jpg")
    assert Image.open(io.BytesIO(made.body)).size == (200, 400)


def test_a_photograph_stands_up_also_where_its_other_metadata_are_damaged() -> None:
    """Its first entry says how it was held; the second one's text begins far behind the end."""
    entries = ((0x0112, 3, 1, 6 << 16), (0x010F, 2, 64, 0xFFFFFF))
    exif = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, len(entries))
    exif += b"".join(struct.pack(">HHII", *each) for each in entries) + bytes(4)
    made = prepare(saved(noise(400, 200), "JPEG", exif=exif), "a.jpg")
    assert (made.picture.width, made.picture.height) == (200, 400)


@pytest.mark.parametrize(
    ("file", "called"),
    [
        ("Ufer Brücke.PNG", "ufer-brucke.png"),
        ("Ufer Bru\u0308cke.png", "ufer-brucke.png"),
        ("река.png", "picture.png"),
        ('a";\r\nBcc: b.png', "a-bcc-b.png"),
        ("IMG_0042", "picture.png"),
        ("x" * 99 + ".png", "x" * 60 + ".png"),
    ],
)
def test_a_picture_is_called_by_its_file_in_letters_that_every_header_takes(
    file: str, called: str
) -> None:
    assert prepare(GAUGE, file).picture.name == called


def test_photographs_get_small_and_drawings_stay_sharp() -> None:
    photo = prepare(saved(noise(1200, 800)), "photo.png")
    assert photo.picture.kind == "image/jpeg"
    drawing = prepare(GAUGE, "gauge.png")
    assert drawing.picture.kind == "image/png"
    see_through = Image.new("RGBA", (200, 200), (255, 0, 0, 90))
    assert prepare(saved(see_through), "logo.png").picture.kind == "image/png"
    assert prepare(GAUGE, "gauge.png") == drawing


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no picture that can be opened"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG isn't shown by all"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "SVG isn't shown by all"),
        (b"\x00\x00\x00\x20ftypavif\x00\x00", "AVIF isn't shown by all"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "HEIC isn't shown by all"),
        (b"%PDF-1.7", "PDF isn't shown by all"),
        (GAUGE[:400], "no picture that can be opened"),
        (saved(noise(40, 30), "JPEG")[:500], "no picture that can be opened"),
        (saved(Image.new("RGB", (9, 9)), "WEBP"), "WebP isn't shown by all"),
        (saved(Image.new("RGB", (9, 9)), "BMP"), "BMP isn't shown by all"),
        (saved(Image.new("RGB", (9, 9)), "TIFF"), "TIFF isn't shown by all"),
        (b"x" * 20_000_001, "over 20 MB"),
    ],
)
def test_what_can_not_be_shown_is_told_with_the_cure(data: bytes, says: str) -> None:
    with pytest.raises(TemplateError, match=says) as told:
        prepare(data, "odd.png")
    assert str(told.value).startswith("pictures/odd.png: ")


def test_a_moving_picture_and_a_bomb_are_refused() -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "green", "navy")]
    moving = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(TemplateError, match="moves"):
        prepare(moving, "a.gif")
    for bomb in (saved(Image.new("1", (8_000, 7_600))), pretending(30_000, 30_000)):
        assert len(bomb) < 20_000
        with pytest.raises(TemplateError, match=r"a\.png: has over 60 million pixels"):
            prepare(bomb, "a.png")


def pretending(wide: int, tall: int) -> bytes:
    """A PNG of a few bytes that says it is as large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", wide, tall, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def test_a_phones_photograph_that_carries_a_second_one_is_read_as_the_first() -> None:
    first, second = Image.new("RGB", (400, 300), "navy"), noise(100, 75)
    photo = saved(first, "MPO", save_all=True, append_images=[second])
    assert Image.open(io.BytesIO(photo)).format == "MPO"
    made = prepare(photo, "IMG_1.jpg")
    assert (made.picture.width, made.picture.height) == (400, 300)
    red, green, blue = pixel(made, (200, 150))
    assert max(red, green) < 12 < 110 < blue


@pytest.mark.parametrize(
    "image",
    [noise(1200, 800), noise(1200, 3000), noise(600, 400).convert("CMYK"), noise(1600, 900)],
    ids=["wide", "tall", "for print", "larger"],
)
def test_no_photograph_is_over_the_limit_whatever_is_on_it(image: Image.Image) -> None:
    made = prepare(saved(image, "JPEG", quality=95), "leaves.jpg")
    assert made.picture.kind == "image/jpeg"
    assert len(made.body) <= LARGEST
    assert made.picture.width <= made.pixels <= 2 * made.picture.width or made.pixels < 600


def test_what_shines_through_stands_on_white_also_in_the_dark() -> None:
    leaves = noise(600, 400).convert("RGBA")
    leaves.putalpha(Image.linear_gradient("L").resize((600, 400)))
    made = prepare(saved(leaves), "cut-out.png")
    assert len(made.body) <= LARGEST
    assert min(pixel(made, (2, 0))) > 240
    logo = Image.new("RGBA", (300, 90), (0, 0, 0, 0))
    ImageDraw.Draw(logo).rectangle((100, 20, 200, 70), fill=(13, 84, 112, 255))
    made = prepare(saved(logo), "logo.png")
    assert made.picture.kind == "image/png"
    assert not Image.open(io.BytesIO(made.body)).has_transparency_data
    assert (pixel(made, (0, 0)), pixel(made, (150, 40))) == ((255, 255, 255), (13, 84, 112))


def test_a_drawing_stays_one_when_it_is_scaled() -> None:
    drawing = Image.new("RGB", (2400, 1350), "white")
    pen = ImageDraw.Draw(drawing)
    for at in range(0, 2400, 60):
        pen.line((at, 0, 2400 - at, 1350), fill="#0d5470", width=7)
    made = prepare(saved(drawing), "rays.png")
    assert made.picture.kind == "image/png"
    assert len(made.body) <= LARGEST
    assert made.pixels == 1200
    sky = Image.linear_gradient("L").resize((1200, 600)).convert("RGB")
    assert len(set(sky.resize((1, 600)).tobytes())) > 200
    assert prepare(saved(sky), "sky.png").picture.kind == "image/png"


def test_sixteen_bits_of_grey_keep_their_greys() -> None:
    grey = Image.new("I;16", (30, 30), 0x8080)
    assert pixel(prepare(saved(grey), "a.png"), (15, 15)) == (128, 128, 128)


def test_colours_are_turned_into_those_of_a_page() -> None:
    """A profile whose red is its green: whoever ignored it would show the wrong colour."""
    photo = Image.new("RGB", (60, 60), (200, 30, 30))
    bare = pixel(prepare(saved(photo), "a.png"), (30, 30))
    assert bare == (200, 30, 30)
    same = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept = pixel(prepare(saved(photo, icc_profile=same), "a.png"), (30, 30))
    assert max(abs(one - other) for one, other in zip(kept, bare, strict=True)) <= 1
    turned = swapped(same)
    red, green, _ = pixel(prepare(saved(photo, icc_profile=turned), "a.png"), (30, 30))
    assert green > 150 > 60 > red
    broken = same[:200]
    assert pixel(prepare(saved(photo, icc_profile=broken), "a.png"), (30, 30)) == bare


def swapped(profile: bytes) -> bytes:
    """The same with what it says of red and of green exchanged."""
    return profile.replace(b"rXYZ", b"tmp0").replace(b"gXYZ", b"rXYZ").replace(b"tmp0", b"gXYZ")


def pixel(made: Prepared, at: tuple[int, int]) -> tuple[int, ...]:
    found = Image.open(io.BytesIO(made.body)).convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return found


def test_what_would_not_end_on_a_phone_is_refused() -> None:
    with pytest.raises(TemplateError, match=r"600 x 2,000 px, and 1,600 are the most\. Crop it"):
        prepare(saved(Image.new("RGB", (600, 2000))), "a.png")
    assert prepare(saved(Image.new("RGB", (600, 1600))), "a.png").picture.height == TALLEST


def test_damaged_metadata_harm_nothing_and_are_not_told() -> None:
    exif = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12\x00\x03\xff\xff\xff\xff" * 3
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = prepare(saved(noise(40, 30), "JPEG", exif=exif), "a.jpg")
    assert (made.picture.width, made.picture.height) == (40, 30)


PHOTO = saved(noise(60, 40), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0")
MOVING = saved(Image.new("P", (30, 20)), "GIF")


@given(
    st.binary(max_size=300),
    st.sampled_from([GAUGE, PHOTO, MOVING]),
    st.floats(0, 1),
)
def test_whatever_the_file_is_it_ends_in_a_picture_or_in_one_line(
    junk: bytes, good: bytes, where: float
) -> None:
    at = int(where * len(good))
    for data in (junk, good[:at] + junk + good[at + len(junk) :], good[:at], good[:at] + junk):
        said = outcome(data)
        assert "\n" not in said
        assert said.startswith("pictures/any.png: ") or int(said) <= 1200


def outcome(data: bytes) -> str:
    """The width in px of what became of it, or why nothing did."""
    try:
        made = prepare(data, "any.png")
    except TemplateError as told:
        return str(told)
    return str(Image.open(io.BytesIO(made.body)).width)


def test_a_picture_says_its_size_and_its_words_in_both_parts() -> None:
    prepared = prepare(GAUGE, "gauge.png")
    picture = GIVEN.model_copy(
        update={"caption": "Out of order <since> May", "credit": "River Watch"}
    )
    message = shown(prepared, picture)
    (filled,) = fill(message, [person()], date(2026, 12, 1))
    assert isinstance(filled, Filled)
    page = lxml_html.fromstring(join(message.html, filled.values))
    (image,) = page.xpath("//img")
    assert (image.get("width"), image.get("height")) == ("600", "338")
    assert image.get("alt") == "A gauge in the river"
    assert image.get("src") == f"https://mail.example.org/i/{prepared.picture.sha256[:32]}.png"
    assert "Out of order <since> May" in page.text_content()
    assert "[ Out of order <since> May ]" in join(message.text, filled.values)
    assert [each.sha256 for each in message.pictures] == [prepared.picture.sha256]
    other = shown(prepare(saved(Image.new("RGB", (1200, 676), "red")), "gauge.png"), picture)
    assert other.sha256 != message.sha256


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"alt": ""}, r"picture\.alt is empty"),
        ({"licence": ""}, r"picture\.licence is empty"),
        ({"file": ""}, r"picture\.file is empty"),
        ({"file": "other.png"}, r"no pictures/other\.png"),
    ],
)
def test_a_picture_without_its_words_or_its_licence_is_refused(
    change: dict[str, str], says: str
) -> None:
    prepared = prepare(GAUGE, "gauge.png")
    with pytest.raises(TemplateError, match=says):
        compile(
            campaign(picture=GIVEN.model_copy(update=change)),
            template(),
            house(pictures={"gauge.png": prepared.picture}),
        )


def test_a_picture_in_a_block_stands_in_the_column() -> None:
    prepared = prepare(GAUGE, "gauge.png")
    message = compile(
        campaign(blocks=(Block(place="after-bridge", text="Look:", picture=GIVEN),)),
        template(),
        house(pictures={"gauge.png": prepared.picture}),
    )
    (image,) = lxml_html.fromstring("".join(message.html.statics)).xpath("//img")
    assert (image.get("width"), image.get("height")) == ("536", "302")


def test_attached_pictures_travel_beside_the_html_and_arrive_as_they_were() -> None:
    prepared = prepare(saved(noise(300, 200)), "photo.png")
    picture = GIVEN.model_copy(update={"file": "photo.png"})
    message = shown(prepared, picture, attaches_pictures=True)
    (filled,) = fill(message, [person()], date(2026, 12, 1))
    assert isinstance(filled, Filled)
    whole = mime(
        message,
        envelope(message, 0, contact(), filled, "t0ken"),
        date=NOON,
        message_id="<a@example.org>",
        pictures={prepared.picture.sha256: prepared.body},
    )
    found = email.message_from_bytes(whole, policy=email.policy.default)
    kinds = [part.get_content_type() for part in found.walk()]
    assert kinds == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/jpeg",
    ]
    image = list(found.walk())[-1]
    assert image.get_content() == prepared.body
    html = found.get_body(["html"])
    assert html is not None
    assert f"cid:{str(image['Content-ID']).strip('<>')}" in html.get_content()
    assert html.get_content().replace("\r\n", "\n").rstrip("\n") == join(
        message.html, filled.values
    ).rstrip("\n")
    assert max(map(len, whole.split(b"\r\n"))) <= 78
    with pytest.raises(ValueError, match="missing"):
        mime(
            message,
            envelope(message, 0, contact(), filled, "t0ken"),
            date=NOON,
            message_id="<a@example.org>",
        )


def test_a_picture_shown_twice_travels_once() -> None:
    prepared = prepare(GAUGE, "gauge.png")
    blocks = (Block(place="after-bridge", picture=GIVEN),)
    message = shown(prepared, blocks=blocks, attaches_pictures=True)
    assert len(message.pictures) == 1
    assert replace(message.pictures[0], is_attached=False, content_id="") == prepared.picture


def test_a_picture_that_the_template_does_not_show_does_not_travel() -> None:
    prepared = prepare(GAUGE, "gauge.png")
    known = house(pictures={"gauge.png": prepared.picture}, attaches_pictures=True)
    for name, travels in (("appeal", 1), ("letter", 0)):
        one = campaign(picture=GIVEN, template=name)
        assert len(compile(one, template(name), known).pictures) == travels


def test_the_ground_of_a_small_picture_is_no_wider_than_the_picture() -> None:
    prepared = prepare(saved(Image.new("RGB", (260, 120), "navy")), "gauge.png")
    message = compile(
        campaign(picture=GIVEN, blocks=(Block(place="after-bridge", picture=GIVEN),)),
        template(),
        house(pictures={"gauge.png": prepared.picture}),
    )
    page = lxml_html.fromstring("".join(message.html.statics))
    frames = [
        image.getparent().getparent().getparent().getparent() for image in page.xpath("//img")
    ]
    assert [(frame.tag, frame.get("align")) for frame in frames] == [("table", "center")] * 2
    assert all("max-width:260px" in frame.get("style").replace(" ", "") for frame in frames)


def test_in_the_column_a_picture_is_no_wider_than_the_text() -> None:
    prepared = prepare(GAUGE, "gauge.png")
    known = house(pictures={"gauge.png": prepared.picture})
    for name, size in (("appeal", ("600", "338")), ("update", ("536", "302"))):
        message = compile(campaign(picture=GIVEN, template=name), template(name), known)
        (image,) = lxml_html.fromstring("".join(message.html.statics)).xpath("//img")
        assert (image.get("width"), image.get("height")) == size
