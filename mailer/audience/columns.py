"""The first line of a list -> which column of ours each of its columns is."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from mailer.errors import AudienceError

MOST_COLUMNS = 500
RESERVED = frozenset({"id", "key", "address", "fields", "opens_refused_at"})
"""Words that mean something else inside; a column of that name becomes `field_...`."""

_WORDS = {
    "email": "email e-mail mail email_address e-mail_address mail_address emailaddress primary_email"
    " email_adresse e-mail-adresse e-mailadresse mailadresse adresse_email adresse_e-mail"
    " adresse_mail courriel correo correo_electronico adres_e-mail eposta e-posta epost e-post"
    " indirizzo_email emailadres e-mailadres ηλεκτρονικη_διευθυνση email_1",
    "first_name": "first_name firstname first given_name givenname forename vorname prenom nombre"
    " nome primeiro_nome imie ad isim voornaam fornavn fornamn ονομα имя ім'я 名 الاسم_الأول",
    "last_name": "last_name lastname last surname family_name familyname nachname familienname nom"
    " nom_de_famille apellido apellidos cognome sobrenome nazwisko soyad soyadi achternaam"
    " etternavn efternamn επωνυμο фамилия прізвище 姓 اسم_العائلة",
    "language": "language lang preferred_language language_code locale sprache langue idioma lingua"
    " jezyk dil taal sprak γλωσσα язык мова 语言 اللغة",
    "country": "country country_code countrycode land pays pais paese kraj ulke χωρα страна країна"
    " 国家 الدولة",
    "timezone": "timezone time_zone tz zeitzone fuseau_horaire zona_horaria",
    "consent_at": "consent_at consent_date opt_in_at optin_at opt_in_date opted_in_at"
    " subscribed_at einwilligung_am consent_timestamp",
    "consent_source": "consent_source opt_in_source optin_source consent_form einwilligung_durch",
    "opens_consent": "opens_consent open_tracking_consent tracking_consent",
    "tags": "tags tag labels schlagworte etiquettes etiquetas",
    "last_gift_amount": "last_gift_amount last_gift last_donation_amount last_donation"
    " latest_gift_amount most_recent_gift_amount letzte_spende dernier_don",
    "last_gift_currency": "last_gift_currency currency gift_currency wahrung devise moneda",
    "last_gift_at": "last_gift_at last_gift_date last_donation_date last_donation_at"
    " latest_gift_date most_recent_gift_date letzte_spende_am date_du_dernier_don",
    "highest_gift_amount": "highest_gift_amount highest_gift largest_gift largest_gift_amount"
    " highest_donation largest_donation hochste_spende",
    "gifts_count": "gifts_count gift_count number_of_gifts total_gifts donations_count"
    " number_of_donations anzahl_spenden nombre_de_dons",
}
_MAYBE_ADDRESS = frozenset({"address", "adresse"})
"""Means an address only where no other column does: lists hold postal addresses too."""


@dataclass(frozen=True, slots=True)
class Columns:
    """names: per column of the file, ours, or a field's name, or None: not taken."""

    header: tuple[str, ...]
    names: tuple[str | None, ...]

    @property
    def mapping(self) -> dict[str, str]:
        """column of the file -> column of ours."""
        return {given: name for given, name in zip(self.header, self.names, strict=True) if name}


def read_header(cells: Sequence[str], place: str) -> Columns:
    """place: file and line, for errors. Raises AudienceError in one line."""
    header = tuple(_shown(cell) for cell in cells)
    if len(header) > MOST_COLUMNS:
        raise AudienceError(f"{place}: {len(header)} columns; at most {MOST_COLUMNS} can be taken.")
    folded = [_folded(cell) for cell in header]
    names = [_ours(word) for word in folded]
    if "email" not in names:
        for number, word in enumerate(folded):
            if word in _MAYBE_ADDRESS:
                names[number] = "email"
    if "email" not in names:
        _refuse_without_address(header, place)
    _name_the_rest(names, folded)
    _refuse_twins(header, names, place)
    return Columns(header, tuple(names))


def _refuse_without_address(header: Sequence[str], place: str) -> None:
    if any("@" in cell for cell in header):
        raise AudienceError(
            f"{place}: holds a contact, not the names of the columns. Put a first line above it, "
            "such as email,first_name,last_name."
        )
    shown = ", ".join(cell for cell in header[:8] if cell) or "nothing"
    more = " ..." if len(header) > 8 else ""
    raise AudienceError(f'{place}: no address column; there are: {shown}{more}. Name one "email".')


def _name_the_rest(names: list[str | None], folded: Sequence[str]) -> None:
    """Other columns become fields of their own; a column without a name is not taken."""
    for number, word in enumerate(folded):
        if names[number] is None and word:
            own = _identifier(word) or f"column_{number + 1}"
            names[number] = f"field_{own}" if own in RESERVED or own in _WORDS else own


def _refuse_twins(header: Sequence[str], names: Sequence[str | None], place: str) -> None:
    seen: dict[str, str] = {}
    for given, name in zip(header, names, strict=True):
        if name is None:
            continue
        if name in seen:
            raise AudienceError(
                f'{place}: two columns mean {name}: "{seen[name]}" and "{given}". '
                "Rename or remove one."
            )
        seen[name] = given


def _shown(cell: str) -> str:
    """A name as it stands, without invisible signs and line breaks."""
    kept = "".join(
        sign for sign in cell if unicodedata.category(sign) not in ("Cf", "Cc") or sign.isspace()
    )
    return " ".join(kept.split())


def _folded(cell: str) -> str:
    """`E-Mail Address:` -> `e-mail_address`; accents don't count."""
    plain = unicodedata.normalize("NFKD", cell.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[\s_]+", "_", bare.strip(" :*\t")).strip("_")


def _identifier(word: str) -> str:
    return re.sub(r"^(?=\d)", "column_", re.sub(r"[^a-z0-9]+", "_", word).strip("_"))[:63]


def _ours(word: str) -> str | None:
    return _MEANINGS.get(word)


_MEANINGS = {
    _folded(word.replace("_", " ")): name
    for name, words in _WORDS.items()
    for word in words.split()
}
