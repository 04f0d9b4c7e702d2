import io

from PIL import Image

from mailer.operations.preview.labelling import labelled


def picture(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(file, "PNG")
    return file.getvalue()


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_the_words_stand_below_the_picture_and_change_nothing_on_it() -> None:
    png, width, height = labelled(picture(640, 100), "Phone, 320 px. Fidelity: high", 2)
    made = opened(png)
    assert made.size == (width, height) == (640, 152)
    assert {made.getpixel((x, y)) for x in (0, 639) for y in (0, 99)} == {(200, 30, 30)}
    strip = made.crop((0, 102, 640, 152))
    assert len(strip.getcolors(10_000) or ()) > 5, "nothing is written there"


def test_words_that_are_too_long_for_a_picture_are_cut() -> None:
    short, _, _ = labelled(picture(100, 10), "Phone", 1)
    png, width, _ = labelled(picture(100, 10), "Phone and a great deal more than fits below it", 1)
    edge = opened(png).crop((width - 8, 11, width, 36))
    assert edge.getcolors() == [(edge.width * edge.height, (237, 234, 227))]
    assert opened(short).size == opened(png).size


def test_a_picture_of_one_pixel_takes_no_words_and_no_harm() -> None:
    assert opened(labelled(picture(1, 1), "Phone", 1)[0]).size == (1, 27)


def test_a_mark_stands_on_a_strip_of_its_own_and_takes_no_words_away() -> None:
    plain, marked = (
        opened(labelled(picture(640, 100), "Phone", 2, mark)[0])
        for mark in ("", "Under embargo until 2026-12-05 09:00 UTC")
    )
    assert marked.size == (640, plain.height + 52)
    assert len(marked.crop((0, 102, 640, 152)).getcolors(10_000) or ()) > 5
    assert marked.crop((0, 154, 640, 204)).tobytes() == plain.crop((0, 102, 640, 152)).tobytes()
