"""Files of a workspace <-> values. The only room that knows where things lie."""

import contextlib
import difflib
import os
import re
import secrets
import shutil
import tempfile
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from mailer.audience import parse_segments
from mailer.drafting import parse_campaign
from mailer.errors import ConfigError, Conflict, InputError, NotFound, TemplateError
from mailer.model.campaign import Campaign
from mailer.model.ids import Slug
from mailer.model.segment import Segment
from mailer.rendering import Template, assembled
from mailer.rendering.pictures import LARGEST_FILE

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_STARTER = ("mailer.toml", "templates", "audiences", "releases", "campaigns", "pictures")
_PARTS = "parts"
"""The folder of templates/ that all templates share; no template itself."""
_ANOTHER = "`mailer init DIR` makes a folder with all of them, to copy from."
LARGEST_RELEASE = 5_000_000
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """One organisation's folder. Every method that reads raises an InputError with file and cure."""

    root: Path

    # -- campaigns

    def campaign(self, slug: str) -> Campaign:
        path = self.campaign_file(slug)
        return parse_campaign(_text(path), slug=slug, file=f"campaigns/{path.name}")

    def campaign_file(self, slug: str) -> Path:
        """Raises NotFound, with the nearest name."""
        path = self._campaign_path(slug)
        if not path.is_file():
            near = difflib.get_close_matches(slug, self.campaigns(), n=1)
            hint = f" Did you mean {near[0]!r}?" if near else " `mailer draft` makes one."
            raise NotFound(f"campaigns/{slug}.toml: there is no such campaign.{hint}")
        return path

    def campaigns(self) -> list[Slug]:
        """Slugs, in alphabetical order."""
        folder = self.root / "campaigns"
        return sorted(
            Slug(path.stem)
            for path in folder.glob("*.toml")
            if _SLUG.fullmatch(path.stem) and path.is_file()
        )

    def write_campaign(self, slug: str, text: str) -> Path:
        """Raises Conflict where the campaign exists: nothing that a person wrote is overwritten."""
        path = self._campaign_path(slug)
        if path.exists():
            raise Conflict(
                f"campaigns/{slug}.toml exists already and was left as it is. "
                "Choose another --name, or move that file away."
            )
        with _told(f"campaigns/{slug}.toml"):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, text.encode())
        return path

    def extend_campaign(self, slug: str, text: str) -> Path:
        """Puts text at the end of a campaign file; every byte that stands there stays. Raises InputError,
        and writes nothing, where the whole would not be a campaign file."""
        path, file = self.campaign_file(slug), f"campaigns/{slug}.toml"
        _extend(path, file, text, lambda whole: parse_campaign(whole, slug=slug, file=file))
        return path

    def _campaign_path(self, slug: str) -> Path:
        if not _SLUG.fullmatch(slug):
            raise InputError(
                f"{slug!r} can't be a campaign's name: small letters, digits and hyphens only, "
                "63 at most, such as spring-appeal."
            )
        return self.root / "campaigns" / f"{slug}.toml"

    # -- releases

    def releases(self, most: int) -> list[Path]:
        """Files in `releases/`, the newest first."""
        files = [path for path in (self.root / "releases").glob("*") if path.is_file()]
        visible = [path for path in files if not path.name.startswith(".")]
        return sorted(visible, key=lambda path: (-path.stat().st_mtime, path.name))[:most]

    def write_release(self, name: str, data: bytes) -> Path:
        """Keeps what was fetched. Raises Conflict where the file exists with other bytes."""
        path = self.root / "releases" / name
        if path.exists() and path.read_bytes() != data:
            raise Conflict(
                f"releases/{name} exists already and was left as it is. "
                "Choose another --name, or move that file away."
            )
        with _told(f"releases/{name}"):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        return path

    # -- templates

    def template(self, name: str) -> Template:
        folder = self.root / "templates" / name
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name) or not folder.is_dir() or name == _PARTS:
            known = self.templates()
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"there are: {', '.join(known)}." if known else _ANOTHER
            raise TemplateError(
                f"templates/{name}: no such template; "
                + (f"did you mean {near[0]!r}?" if near else hint)
            )
        return assembled(name, _files(folder), _files(self.root / "templates" / _PARTS))

    def templates(self) -> list[str]:
        folder = self.root / "templates"
        return sorted(path.parent.name for path in folder.glob("*/message.html.j2"))

    # -- pictures

    def picture(self, name: str) -> bytes:
        """A file of pictures/, and of nowhere else. Raises NotFound with the nearest name."""
        folder = self.root / "pictures"
        files = {_composed(each.name): each for each in folder.glob("*") if each.is_file()}
        path = files.get(_composed(name))
        if path is None or not path.resolve().is_relative_to(folder.resolve()):
            near = difflib.get_close_matches(name, sorted(files), n=1)
            hint = (
                f"did you mean {near[0]!r}?"
                if near and near[0] != name
                else f"there are: {', '.join(sorted(files)) or 'none'}."
            )
            raise NotFound(f"pictures/{name}: there is no such picture; {hint}")
        with opened(path, "a picture") as file:
            return file.read(LARGEST_FILE + 1)

    # -- audiences

    def segments(self) -> Mapping[str, Segment]:
        path = self.root / "audiences" / "segments.toml"
        file = "audiences/segments.toml"
        return parse_segments(_toml(path, file) if path.is_file() else {}, file)

    def extend_segments(self, text: str) -> None:
        """As `extend_campaign`, for audiences/segments.toml; it is made where there is none."""
        path, file = self.root / "audiences" / "segments.toml", "audiences/segments.toml"
        _extend(path, file, text, lambda whole: parse_segments(_parsed(whole, file), file))

    # -- the key that signs links

    def secret_keys(self) -> tuple[str, ...]:
        """Made at the first call, kept in `.mailer/secret.key` with mode 0600; newest first."""
        path = self.root / ".mailer" / "secret.key"
        if not path.exists():
            with _told(".mailer/secret.key, which signs the links,"):
                path.parent.mkdir(parents=True, exist_ok=True)
                _create_once(path, secrets.token_urlsafe(32) + "\n")
        return tuple(line.strip() for line in _text(path).splitlines() if line.strip())

    def signing_key(self, name: str) -> bytes | None:
        """The file that [smtp] dkim_key names, relative to the workspace. Raises ConfigError."""
        if not name:
            return None
        try:
            return (self.root / name).read_bytes()
        except OSError as problem:
            raise ConfigError(
                f"mailer.toml: smtp.dkim_key: {name} can't be read: {problem.strerror}."
            ) from None

    # -- how far this machine came with a database

    def noted_turn(self, place: str) -> int:
        """The latest turn of that database which a worker here has seen; 0 where none has."""
        try:
            return int(self._turn_file(place).read_text("ascii"))
        except (OSError, ValueError):
            return 0

    def note_turn(self, place: str, turn: int) -> None:
        """Only forward. A folder that can't be written keeps no note, and nobody from sending."""
        if turn <= self.noted_turn(place):
            return
        path = self._turn_file(place)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, f"{turn}\n".encode("ascii"))

    def _turn_file(self, place: str) -> Path:
        return self.root / ".mailer" / f"turn-{sha256(place.encode()).hexdigest()[:16]}"


def find_root(given: Path | None, environ: Mapping[str, str], here: Path) -> Path:
    """`--workspace`, else MAILER_WORKSPACE, else the current folder. Raises NotFound."""
    named = given or (
        Path(environ["MAILER_WORKSPACE"]) if environ.get("MAILER_WORKSPACE") else None
    )
    root = (named or here).absolute()
    if root.exists() and not root.is_dir():
        raise NotFound(f"{named} is a file. Name the folder of a workspace.")
    if not root.is_dir():
        raise NotFound(f"{named}: no such folder. `mailer init {named}` makes a workspace there.")
    if not (root / "mailer.toml").is_file() and not (root / "campaigns").is_dir():
        raise NotFound(
            f"{named or 'This folder'} is no workspace: it has no mailer.toml. "
            "`mailer init DIR` makes one; --workspace DIR names one."
        )
    return root


def read_release(path: Path) -> bytes:
    """The bytes of a press release's file. Raises NotFound or InputError in one line."""
    with opened(path, "one press release") as file:
        data = file.read(LARGEST_RELEASE + 1)
    if len(data) > LARGEST_RELEASE:
        raise InputError(f"{path}: over 5 MB; a press release is text. Save it as text first.")
    return data


def opened(path: Path, what: str) -> BinaryIO:
    """A file that a person named, to be read and closed. what: what it should hold. Raises NotFound or
    InputError in one line."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise NotFound(f"{path}: there is no such file.") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder. Name the file of {what}.") from None
    except OSError as problem:
        raise InputError(f"{path}: can't be read: {problem.strerror}.") from None


def make_workspace(root: Path) -> list[str]:
    """Fills root with the starter files; returns their names, relative to it.

    Raises Conflict where root holds any of them already: nothing is overwritten, nothing half-done stays.
    """
    source = _starter()
    if root.exists() and not root.is_dir():
        raise Conflict(f"{root} is a file. Name a folder that is new or empty.")
    for name in _STARTER:
        if (root / name).exists():
            raise Conflict(f"{root} holds {name} already. Name a folder that is new or empty.")
    with _told(str(root)):
        return _made(root, source)


def _made(root: Path, source: Path) -> list[str]:
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent, prefix=".mailer-init-") as made:
        for name in _STARTER:
            _copy(source / name, Path(made) / name)
        (Path(made) / ".gitignore").write_text("mailer.db*\n.mailer/\noutbox/\n", encoding="utf-8")
        files = sorted(str(path.relative_to(made)) for path in _walk(Path(made)))
        root.mkdir(exist_ok=True)
        for entry in sorted(Path(made).iterdir()):
            if not (root / entry.name).exists():
                shutil.move(str(entry), str(root / entry.name))
    return files


@contextlib.contextmanager
def _told(what: str) -> Iterator[None]:
    """A folder that can't be written is the person's to mend."""
    try:
        yield
    except OSError as problem:
        raise InputError(
            f"{what} can't be written: {problem.strerror}. Nothing was written; choose a place where "
            "this user may write."
        ) from None


def write_whole(path: Path, data: bytes) -> None:
    """All of it or nothing: a reader never sees half a file."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".mailer-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_files(folder: Path, files: Sequence[tuple[str, bytes]]) -> list[str]:
    """Writes each whole; makes the folder. Returns the paths. Raises InputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files:
            write_whole(folder / name, data)
    except OSError as problem:
        raise InputError(f"{folder}: can't be written: {problem.strerror}.") from None
    return [str(folder / name) for name, _ in files]


def _composed(name: str) -> str:
    """One spelling for both that disks have of a letter with an accent; they look alike."""
    return unicodedata.normalize("NFC", name)


def _starter() -> Path:
    """The wheel carries the starter inside the package; a checkout has it at its root."""
    package = Path(__file__).parent
    carried = package / "starter"
    return carried if carried.is_dir() else package.parent


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(".gitkeep", "__pycache__"))
    else:
        shutil.copyfile(source, target)


def _walk(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _extend(path: Path, file: str, text: str, read: Callable[[str], object]) -> None:
    """Puts text at the end; every byte that stands there stays. read: of the whole, raises InputError where
    it would be no such file; nothing is written then."""
    before = path.read_bytes() if path.is_file() else b""
    end = "\r\n" if b"\r\n" in before else "\n"
    gap = "" if not before or before.endswith(b"\n") else end
    whole = before + (gap + text.replace("\n", end)).encode()
    try:
        read(whole.decode("utf-8-sig"))
    except InputError as problem:
        raise InputError(
            f"Nothing was added, for it would not fit to what is there. {problem}"
        ) from None
    with _told(file):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, whole)


def _create_once(path: Path, text: str) -> None:
    """Exactly one of several processes that start at once makes the file; the others read it."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    try:
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError(
            f"{path.parent.name}/{path.name}: not UTF-8 at byte {problem.start}. Save the file as UTF-8."
        ) from None
    except OSError as problem:
        raise InputError(f"{path}: can't be read: {problem.strerror}.") from None


def _files(folder: Path) -> dict[str, str]:
    """The texts of a template's folder by file name; none where there is no such folder."""
    kinds = (".j2", ".css", ".toml")
    return {path.name: _text(path) for path in sorted(folder.glob("*")) if path.suffix in kinds}


def _toml(path: Path, file: str) -> dict[str, Any]:
    return _parsed(_text(path), file)


def _parsed(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise InputError(f"{file}: not valid TOML: {problem}. Mend that line.") from None
