"""Tokens name one recipient at one door, and say nothing to anybody else."""

import base64
import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.errors import ConfigError
from mailer.tokens import ANYBODY, PROOF, Door, GiftSubject, Keyring, Subject, proof_of

SECRET = "river-watch-secret-0123456789"
OTHER = "another-secret-of-32-signs-00000"
KEYRING = Keyring([SECRET])
DOORS: tuple[Door, ...] = get_args(Door)

campaigns = st.integers(0, 2**32 - 1)
contacts = st.integers(0, ANYBODY - 1_001) | st.just(ANYBODY)


def token_of(keyring: Keyring, door: Door, campaign_id: int, contact_id: int) -> str:
    if door == "click":
        return keyring.click(campaign_id, contact_id, 3)
    if door == "open":
        return keyring.open(campaign_id, contact_id)
    return str(getattr(keyring.tokens_for(campaign_id, [contact_id])[0], door))


@pytest.mark.parametrize("door", DOORS)
@given(campaign_id=campaigns, contact_id=contacts)
def test_a_token_is_read_back_at_its_own_door(
    door: Door, campaign_id: int, contact_id: int
) -> None:
    token = token_of(KEYRING, door, campaign_id, contact_id)
    link = 3 if door == "click" else None
    assert KEYRING.read(door, token) == Subject(campaign_id, contact_id, link)


@pytest.mark.parametrize("door", DOORS)
@given(campaign_id=campaigns, contact_id=contacts)
def test_no_other_door_takes_it(door: Door, campaign_id: int, contact_id: int) -> None:
    token = token_of(KEYRING, door, campaign_id, contact_id)
    assert all(KEYRING.read(other, token) is None for other in DOORS if other != door)


@pytest.mark.parametrize("door", DOORS)
@given(data=st.data(), contact_id=contacts)
def test_one_changed_sign_spoils_it(door: Door, data: st.DataObject, contact_id: int) -> None:
    token = token_of(KEYRING, door, 7, contact_id)
    at = data.draw(st.integers(0, len(token) - 1))
    sign = data.draw(st.characters().filter(lambda drawn: drawn != token[at]))
    assert KEYRING.read(door, token[:at] + sign + token[at + 1 :]) is None


@pytest.mark.parametrize("door", DOORS)
def test_every_flipped_bit_spoils_it(door: Door) -> None:
    data = base64.urlsafe_b64decode(token_of(KEYRING, door, 7, 12))
    for bit in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        assert KEYRING.read(door, base64.urlsafe_b64encode(flipped).decode()) is None


@pytest.mark.parametrize("door", DOORS)
@given(token=st.one_of(st.text(), st.from_regex(r"[A-Za-z0-9_-]{44}", fullmatch=True)))
def test_what_we_did_not_make_names_nobody(door: Door, token: str) -> None:
    assert KEYRING.read(door, token) is None


@pytest.mark.parametrize("spoil", ["{}=", "{}\n", " {}", "{}A", "x{}"])
def test_nothing_may_stand_around_a_token(spoil: str) -> None:
    assert KEYRING.read("open", spoil.format(KEYRING.open(7, 12))) is None


@pytest.mark.parametrize("door", DOORS)
def test_another_secret_reads_nothing(door: Door) -> None:
    assert Keyring([OTHER]).read(door, token_of(KEYRING, door, 7, 12)) is None


@pytest.mark.parametrize("door", DOORS)
def test_after_a_rotation_old_tokens_still_open_their_door(door: Door) -> None:
    rotated = Keyring([OTHER, SECRET])
    old, new = token_of(KEYRING, door, 7, 12), token_of(rotated, door, 7, 12)
    assert rotated.read(door, old) == rotated.read(door, new)
    assert rotated.read(door, old) is not None
    assert new == token_of(Keyring([OTHER]), door, 7, 12)


@given(ids=st.lists(contacts, max_size=40))
def test_a_whole_batch_gets_the_tokens_that_each_would_get_alone(ids: list[int]) -> None:
    assert KEYRING.tokens_for(7, ids) == [KEYRING.tokens_for(7, [id])[0] for id in ids]


@given(ids=st.lists(contacts, max_size=20), links=st.integers(0, 5))
def test_a_whole_batch_gets_the_links_that_each_would_get_alone(ids: list[int], links: int) -> None:
    alone = [tuple(KEYRING.click(7, id, link) for link in range(links)) for id in ids]
    assert KEYRING.clicks_for(7, ids, links) == alone


def test_a_gift_code_is_base32_of_its_block_with_two_zero_bits_before_it() -> None:
    code = KEYRING.tokens_for(7, [12])[0].gift
    bits = int("".join(f"{'abcdefghijklmnopqrstuvwxyz234567'.index(sign):05b}" for sign in code), 2)
    assert bits < 1 << 128
    assert KEYRING.read_gift_code(code) == GiftSubject(7, 12, None)


def test_a_thousand_people_have_three_thousand_different_tokens_and_a_thousand_codes() -> None:
    made = KEYRING.tokens_for(7, range(1, 1001))
    assert len({t for p in made for t in (p.unsubscribe, p.preferences, p.browser)}) == 3000
    assert len({p.gift for p in made}) == 1000


def test_neighbours_do_not_look_alike() -> None:
    first, second = KEYRING.tokens_for(7, [1000, 1001])
    for one, two in ((first.unsubscribe, second.unsubscribe), (first.gift, second.gift)):
        same = sum(a == b for a, b in zip(one, two, strict=True))
        assert same <= 10


def test_tokens_and_codes_hold_only_signs_that_urls_and_platforms_keep() -> None:
    for person in KEYRING.tokens_for(7, range(200)):
        for token in (person.unsubscribe, person.preferences, person.browser):
            assert re.fullmatch(r"[A-Za-z0-9_-]{44}", token)
        assert re.fullmatch(r"[a-z2-7]{26}", person.gift)


@given(
    campaign_id=campaigns,
    contact_id=contacts,
    place=st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True),
)
def test_a_gift_code_comes_back_with_its_place(
    campaign_id: int, contact_id: int, place: str
) -> None:
    code = KEYRING.tokens_for(campaign_id, [contact_id])[0].gift
    assert KEYRING.read_gift_code(f"{code}_{place}") == GiftSubject(campaign_id, contact_id, place)
    assert KEYRING.read_gift_code(code) == GiftSubject(campaign_id, contact_id, None)


def test_a_gift_code_survives_capitals_spaces_and_a_rotation() -> None:
    code = KEYRING.tokens_for(7, [12])[0].gift
    rotated = Keyring([OTHER, SECRET])
    assert rotated.read_gift_code(f" {code.upper()}_BUTTON ") == GiftSubject(7, 12, "button")


@given(data=st.data(), contact_id=contacts)
def test_one_changed_sign_spoils_a_gift_code(data: st.DataObject, contact_id: int) -> None:
    code = KEYRING.tokens_for(7, [contact_id])[0].gift
    at = data.draw(st.integers(0, len(code) - 1))
    sign = data.draw(
        st.sampled_from("abcdefghijklmnopqrstuvwxyz234567").filter(lambda s: s != code[at])
    )
    assert KEYRING.read_gift_code(code[:at] + sign + code[at + 1 :]) is None


@given(code=st.one_of(st.text(), st.from_regex(r"[a-z2-7]{26}_[a-z0-9]{1,9}", fullmatch=True)))
def test_codes_of_others_name_nobody(code: str) -> None:
    assert KEYRING.read_gift_code(code) is None


def test_a_proof_is_nobody_in_particular_and_still_has_tokens() -> None:
    token = KEYRING.tokens_for(7, [PROOF])[0].unsubscribe
    assert KEYRING.read("unsubscribe", token) == Subject(7, 0)


@pytest.mark.parametrize(
    ("campaign_id", "contact_id", "link"), [(-1, 1, 0), (2**32, 1, 0), (1, 2**48, 0), (1, 1, 65536)]
)
def test_an_id_out_of_range_is_refused_and_never_cut(
    campaign_id: int, contact_id: int, link: int
) -> None:
    with pytest.raises(ValueError, match="out of the range"):
        KEYRING.click(campaign_id, contact_id, link)


@given(value=st.text(), other=st.text())
def test_a_keyed_hash_stands_for_one_value_and_one_purpose(value: str, other: str) -> None:
    made = KEYRING.keyed_hash("address", value)
    assert re.fullmatch(r"[0-9a-f]{32}", made)
    assert (KEYRING.keyed_hash("address", other) == made) is (other == value)
    assert KEYRING.keyed_hash("ip", value) != made


def test_purpose_and_value_do_not_run_into_each_other() -> None:
    assert KEYRING.keyed_hash("a", "bc") != KEYRING.keyed_hash("ab", "c")


def test_hashes_by_every_secret_come_newest_first() -> None:
    rotated = Keyring([OTHER, SECRET])
    new, old = rotated.keyed_hashes("address", "ada@example.org")
    assert new == rotated.keyed_hash("address", "ada@example.org")
    assert old == KEYRING.keyed_hash("address", "ada@example.org")


@given(value=st.text(), given_signature=st.text())
def test_only_our_signature_is_good_and_only_for_its_purpose(
    value: str, given_signature: str
) -> None:
    signature = KEYRING.sign("session", value)
    assert KEYRING.verify("session", value, signature)
    assert Keyring([OTHER, SECRET]).verify("session", value, signature)
    assert not KEYRING.verify("csrf", value, signature)
    assert not Keyring([OTHER]).verify("session", value, signature)
    assert not KEYRING.verify("session", value, given_signature)


def test_a_keyed_hash_is_no_signature() -> None:
    assert not KEYRING.verify("session", "x", KEYRING.keyed_hash("session", "x"))


@pytest.mark.parametrize("secrets", [[], ["short"], [SECRET, "short"], [""]])
def test_weak_or_missing_secrets_are_refused(secrets: list[str]) -> None:
    with pytest.raises(ConfigError, match="MAILER_SECRET_KEY"):
        Keyring(secrets)


@given(campaign_id=campaigns, edition=st.integers(0, 999), link=st.integers(0, 50))
def test_a_proof_of_any_edition_is_read_back_as_nobody_of_that_edition(
    campaign_id: int, edition: int, link: int
) -> None:
    personal = KEYRING.tokens_for(campaign_id, [proof_of(edition)])[0]
    expected = Subject(campaign_id, PROOF, None, edition)
    assert KEYRING.read("unsubscribe", personal.unsubscribe) == expected
    clicked = KEYRING.read("click", KEYRING.click(campaign_id, proof_of(edition), link))
    assert clicked == Subject(campaign_id, PROOF, link, edition)
    assert KEYRING.read_gift_code(personal.gift) == GiftSubject(campaign_id, PROOF)
