"""Every donation platform: its links, its files, its webhook, and what each promises."""

import hashlib
import hmac
import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.errors import InputError, NotFound, WebhookRejected
from mailer.model.gift import Gift, merged
from mailer.platforms import GiftFile, Terms, platform, platform_names, webhook

TERMS = Terms(currency="EUR")
NOW = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
SECRET = "a-secret-of-the-platform"


def day(number: int) -> datetime:
    return datetime(2026, 12, number, tzinfo=UTC)


def read(name: str, text: str, terms: Terms = TERMS) -> GiftFile:
    return platform(name).read_gifts(text.encode(), "gifts.csv", terms)


@pytest.mark.parametrize("name", platform_names())
def test_a_link_carries_our_code_and_keeps_the_forms_own_parameters(name: str) -> None:
    rules = platform(name).link_rules
    link = rules.link("https://give.example.org/form?lang=en", amount="50", code="abc_button")
    assert "lang=en" in link
    assert f"{rules.source}=abc_button" in link
    assert ("=50" in link) is (rules.amount_param is not None)


@pytest.mark.parametrize("name", platform_names())
def test_what_could_charge_or_log_in_never_stays_in_a_link(name: str) -> None:
    rules = platform(name).link_rules
    for forbidden in rules.forbidden:
        link = rules.link(f"https://give.example.org/?{forbidden}=Y", amount=None, code="abc")
        assert forbidden not in link


def refusal(name: str, data: bytes) -> str:
    """What is said where a file is refused; empty where it is read."""
    try:
        platform(name).read_gifts(data, "gifts", TERMS)
    except InputError as problem:
        return str(problem)
    return ""


@pytest.mark.parametrize("name", platform_names())
@given(data=st.binary(max_size=200))
def test_whatever_is_in_a_file_it_is_read_or_refused_in_words(name: str, data: bytes) -> None:
    assert "\n" not in refusal(name, data)


KEYS = "data object type livemode contribution lineitems donor id osdi:donation identifiers amount"


@pytest.mark.parametrize("name", platform_names())
@given(
    told=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(f"{KEYS} currency date gift_id status".split()), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_hostile_json_is_read_or_refused_in_words(name: str, told: object) -> None:
    assert "\n" not in refusal(name, json.dumps(told).encode())


@pytest.mark.parametrize("name", [n for n in platform_names() if hasattr(platform(n), "webhook")])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-mailer-signature": "sha256=" + "0" * 64},
        {"x-mailer-signature": "é"},
        {"stripe-signature": "t=1796205600,v1=" + "0" * 64},
        {"authorization": "Basic " + b64encode(b"name:wrong").decode()},
        {"authorization": "Basic é"},
    ],
)
def test_a_webhook_that_proves_nothing_is_rejected(name: str, headers: dict[str, str]) -> None:
    with pytest.raises(WebhookRejected):
        webhook(name)(headers, b"[]", SECRET, TERMS, NOW)


@pytest.mark.parametrize("name", [n for n in platform_names() if hasattr(platform(n), "webhook")])
def test_no_secret_means_no_webhook(name: str) -> None:
    made = hmac.new(b"", b"[]", hashlib.sha256).hexdigest()
    login = "Basic " + b64encode(b"").decode()
    headers = {"x-mailer-signature": f"sha256={made}", "authorization": login}
    with pytest.raises(WebhookRejected):
        webhook(name)(headers, b"[]", "", TERMS, NOW)


def test_an_unknown_platform_is_named_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match="generic"):
        platform("../generic")


def test_a_platform_without_a_webhook_says_so() -> None:
    with pytest.raises(NotFound, match="mailer gifts"):
        webhook("donorbox")


# generic


def test_a_plain_file_is_read() -> None:
    found = read(
        "generic",
        "gift_id,date,amount,currency,ref,status\ng1,2026-12-01,25.00,EUR,abc_button,paid\n",
    )
    assert found == GiftFile(
        1, (Gift("generic", "", "g1", 2500, 0, "EUR", day(1), "paid", "abc_button", None),)
    )


def test_a_german_bank_file_is_read_as_it_is_meant() -> None:
    text = (
        "\ufeffDatum;Name;E-Mail;Betrag;Währung;Zweck;Herkunft\r\n"
        "01.12.2026;Ada;ada@example.org;1.234,50;EUR;Spende;abc_button\r\n"
        "02.12.2026;Bo;bo@example.org;-50,00;EUR;Rücklastschrift;\r\n"
    )
    found = read("generic", text)
    (gift,) = found.gifts
    assert (found.read, found.unpaired) == (2, 1)
    assert (gift.amount_minor, gift.given_at, gift.code) == (123450, day(1), "abc_button")
    assert gift.address == "ada@example.org"


def test_a_return_is_paired_with_the_same_givers_same_sum_before_it() -> None:
    text = (
        "date;email;amount\n01.12.2026;bo@example.org;50,00\n01.12.2026;bo@example.org;60,00\n"
        "02.12.2026;bo@example.org;−50,00\n"
    )
    found = read("generic", text)
    assert [(g.amount_minor, g.refunded_minor, g.state) for g in found.gifts] == [
        (5000, 5000, "refunded"),
        (6000, 0, "paid"),
    ]
    assert found.unpaired == 0


def test_one_return_takes_back_one_of_two_equal_gifts() -> None:
    text = "date;email;amount\n" + "01.12.2026;bo@example.org;50\n" * 2
    found = read("generic", text + "02.12.2026;bo@example.org;-50\n02.12.2026;bo@example.org;-50\n")
    assert [g.refunded_minor for g in found.gifts] == [5000, 5000]


def test_the_same_file_has_the_same_ids_and_equal_lines_are_two_gifts() -> None:
    text = "date,amount\n2026-12-01,25\n2026-12-01,25\n"
    first, second = read("generic", text), read("generic", text)
    assert first == second
    assert len({gift.gift_id for gift in first.gifts}) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_common_encodings_are_understood(encoding: str) -> None:
    data = "Datum;Betrag;Währung\n01.12.2026;5,50;eur\n".encode(encoding)
    (gift,) = platform("generic").read_gifts(data, "gifts.csv", Terms("USD")).gifts
    assert (gift.amount_minor, gift.currency) == (550, "EUR")


@pytest.mark.parametrize(
    ("amount", "delimiter", "minor"),
    [
        ("50", ",", 5000),
        ("50.5", ",", 5050),
        ("1234.50", ",", 123450),
        ('"1,234.50"', ",", 123450),
        ('"€ 1,234.50"', ",", 123450),
        ("1'234.50", ",", 123450),
        ("1.234.567", ";", 123456700),
        ("1.234", ";", 123400),
        ("1.234,5", ";", 123450),
        ("1 234,50 €", ";", 123450),
        ("0,05", ";", 5),
        (".50", ",", 50),
    ],
)
def test_amounts_are_read_as_they_are_written(amount: str, delimiter: str, minor: int) -> None:
    (gift,) = read("generic", f"date{delimiter}amount\n2026-12-01{delimiter}{amount}\n").gifts
    assert gift.amount_minor == minor


def test_one_clear_amount_tells_how_the_unclear_one_is_meant() -> None:
    text = 'date,amount\n2026-12-01,12.50\n2026-12-01,"1,234"\n'
    assert [gift.amount_minor for gift in read("generic", text).gifts] == [1250, 123400]


@pytest.mark.parametrize(
    ("currency", "amount", "minor"), [("JPY", "5000", 5000), ("KWD", "1.234", 1234)]
)
def test_currencies_have_their_own_decimals(currency: str, amount: str, minor: int) -> None:
    (gift,) = read("generic", f"date,amount,currency\n2026-12-01,{amount},{currency}\n").gifts
    assert (gift.amount_minor, gift.currency) == (minor, currency)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("name,sum of all\n", "no column for the date"),
        ("date,name\n", "no column for the amount"),
        ("date,amount\n2026-12-01,1.234\n", "line 2: .* thousands or decimals"),
        ("date,amount\n2026-12-01,ten\n", "line 2: 'ten' is no amount"),
        ("date,amount\n2026-12-01,\n", "line 2: '' is no amount"),
        ("date,amount\n2026-12-01,1.50.25\n", "no amount|no decimals"),
        ("date,amount,currency\n2026-12-01,1.5,JPY\n", "no amount of JPY"),
        ("date,amount,currency\n2026-12-01,1,euros\n", "no currency code"),
        ("date,amount\n01/02/2026,1\n", "day or month first"),
        ("date,amount\n31.02.2026,1\n", "no date"),
        ("date,amount\nsoon,1\n", "no date"),
        ("date,amount,status\n2026-12-01,1,lovely\n", "status 'lovely' is not known"),
        ('date,amount\n2026-12-01,"1,234.50"\n2026-12-01,"1.234,50"\n', "in one way"),
    ],
)
def test_what_can_not_be_read_for_sure_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read("generic", text)


def test_a_day_above_twelve_tells_the_order_for_the_whole_file() -> None:
    gifts = read("generic", "date,amount\n12/31/2026,1\n12/01/2026,1\n").gifts
    assert [gift.given_at for gift in gifts] == [day(31), day(1)]
    gifts = read("generic", "date,amount\n31/12/2026,1\n01/12/2026,1\n").gifts
    assert [gift.given_at for gift in gifts] == [day(31), day(1)]


def test_an_hour_with_a_zone_becomes_utc() -> None:
    (gift,) = read("generic", "date,amount\n2026-12-01T10:03:31-04:00,1\n").gifts
    assert gift.given_at == datetime(2026, 12, 1, 14, 3, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "amount", "refunded", "expected"),
    [
        ("paid", "50", "", (5000, 0, "paid")),
        ("Completed", "50", "", (5000, 0, "paid")),
        ("refunded", "50", "", (5000, 5000, "refunded")),
        ("refunded", "-50", "", (0, 5000, "refunded")),
        ("paid", "50", "20", (5000, 2000, "partly_refunded")),
        ("paid", "50", "50", (5000, 5000, "refunded")),
        ("pending", "50", "", (5000, 0, "pending")),
        ("chargeback", "50", "", (5000, 0, "disputed")),
    ],
)
def test_states_are_read(
    status: str, amount: str, refunded: str, expected: tuple[int, int, str]
) -> None:
    text = f"gift_id,date,amount,refunded,status\ng1,2026-12-01,{amount},{refunded},{status}\n"
    (gift,) = read("generic", text).gifts
    assert (gift.amount_minor, gift.refunded_minor, gift.state) == expected


def test_a_failed_gift_is_read_and_is_no_gift() -> None:
    found = read("generic", "gift_id,date,amount,status\ng1,2026-12-01,50,declined\n")
    assert found == GiftFile(1, ())


def test_a_refund_and_its_gift_are_one_in_either_order() -> None:
    lines = ["g1,2026-12-01,50.00,paid,abc_button", "g1,2026-12-03,-50.00,refunded,"]
    for order in (lines, lines[::-1]):
        (gift,) = read("generic", "\n".join(["gift_id,date,amount,status,ref", *order])).gifts
        assert (gift.amount_minor, gift.refunded_minor, gift.state) == (5000, 5000, "refunded")
        assert (gift.given_at, gift.code) == (day(1), "abc_button")


def signed(body: bytes) -> dict[str, str]:
    return {"x-mailer-signature": "sha256=" + hmac.new(SECRET.encode(), body, "sha256").hexdigest()}


def test_a_signed_webhook_brings_a_gift() -> None:
    told = {"gift_id": 7, "date": "2026-12-01T09:30:00Z", "amount": 62.50, "ref": "abc_button"}
    body = json.dumps(told).encode()
    found = webhook("generic")(signed(body), body, SECRET, TERMS, NOW)
    (gift,) = found.gifts
    assert (gift.gift_id, gift.amount_minor, gift.code) == ("7", 6250, "abc_button")
    assert gift.given_at == datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def test_one_changed_byte_makes_the_signature_worthless() -> None:
    body = b'{"gift_id": 7, "date": "2026-12-01", "amount": 50}'
    with pytest.raises(WebhookRejected):
        webhook("generic")(signed(body), body.replace(b"50", b"99"), SECRET, TERMS, NOW)


@pytest.mark.parametrize("body", [b"", b"[1]", b'{"gift_id": 1}', b"\xff", b"[" * 100_000])
def test_a_signed_body_that_is_no_gift_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(InputError):
        webhook("generic")(signed(body), body, SECRET, TERMS, NOW)


# stripe


def stripe_event(kind: str, **found: object) -> dict[str, object]:
    base = {"payment_intent": "pi_1", "currency": "usd", "created": 1796119200}
    return {"type": kind, "livemode": True, "created": 1796119200, "data": {"object": base | found}}


CHECKOUT = stripe_event(
    "checkout.session.completed",
    amount_total=5000,
    payment_status="paid",
    client_reference_id="abc_button",
    customer_details={"email": "ada@example.org"},
)


def stripe(*events: dict[str, object]) -> tuple[Gift, ...]:
    return read("stripe", json.dumps(events)).gifts


def test_a_checkout_is_a_gift() -> None:
    assert stripe(CHECKOUT) == (
        Gift(
            "stripe", "", "pi_1", 5000, 0, "USD", day(1) + timedelta(hours=10), "paid",
            "abc_button", "ada@example.org",
        ),
    )  # fmt: skip


def test_refunds_so_far_are_a_total_and_come_in_any_order() -> None:
    first = stripe_event("charge.refunded", amount=5000, amount_refunded=2000)
    second = stripe_event("charge.refunded", amount=5000, amount_refunded=3000)
    for order in ([CHECKOUT, first, second, second], [second, first, CHECKOUT]):
        (gift,) = stripe(*order)
        assert (gift.amount_minor, gift.refunded_minor) == (5000, 3000)
        assert (gift.state, gift.code) == ("partly_refunded", "abc_button")


def test_a_dispute_is_no_income_until_it_is_settled() -> None:
    (gift,) = stripe(CHECKOUT, stripe_event("charge.dispute.created", amount=5000))
    assert gift.state == "disputed"


def test_test_mode_and_renewals_are_no_gifts() -> None:
    renewal = stripe_event("invoice.paid", amount_paid=1000, billing_reason="subscription_cycle")
    assert stripe({**CHECKOUT, "livemode": False}, renewal) == ()


def stripe_headers(body: bytes, at: datetime) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    made = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, "sha256").hexdigest()
    return {"stripe-signature": f"t={stamp},v1={'0' * 64},v1={made},v0=old"}


def test_stripes_signature_is_good_for_five_minutes() -> None:
    body = json.dumps(CHECKOUT).encode()
    take = webhook("stripe")
    assert take(stripe_headers(body, NOW), body, SECRET, TERMS, NOW).gifts[0].gift_id == "pi_1"
    with pytest.raises(WebhookRejected):
        take(stripe_headers(body, NOW), body + b" ", SECRET, TERMS, NOW)
    with pytest.raises(WebhookRejected):
        take(stripe_headers(body, NOW - timedelta(minutes=6)), body, SECRET, TERMS, NOW)


# the others


def actblue_notice() -> dict[str, object]:
    line = {"entityId": 11, "amount": "50.0", "paidAt": "2026-11-30T20:00:00-04:00"}
    return {
        "donor": {"email": "ada@example.org"},
        "contribution": {"refcodes": {"refcode": "abc_button"}},
        "lineitems": [
            {**line, "lineitemId": 201},
            {**line, "lineitemId": 202, "amount": 10, "entityId": 12},
        ],
    }


def test_an_order_is_split_by_line_and_only_ours_are_gifts() -> None:
    found = read("actblue", json.dumps(actblue_notice()), Terms("USD", "11"))
    assert found.read == 2
    assert found.gifts == (
        Gift(
            "actblue", "11", "201", 5000, 0, "USD", day(1), "paid", "abc_button", "ada@example.org"
        ),
    )
    assert len(read("actblue", json.dumps(actblue_notice())).gifts) == 2


def test_an_order_without_codes_is_a_gift_without_a_code() -> None:
    notice = actblue_notice() | {"contribution": {"refcodes": None, "refcode": None}}
    assert {gift.code for gift in read("actblue", json.dumps(notice)).gifts} == {None}


def test_actblue_logs_in_with_name_and_password() -> None:
    body = json.dumps(actblue_notice()).encode()
    headers = {"authorization": "Basic " + b64encode(b"name:password").decode()}
    assert webhook("actblue")(headers, body, "name:password", TERMS, NOW).read == 2


def test_donorbox_tells_what_was_given_back() -> None:
    told = {
        "id": 1, "status": "paid", "amount": "100.0", "amount_refunded": "40.0", "currency": "usd",
        "donation_date": "2026-12-01T00:00:00.432Z", "donor": {"email": "ada@example.org"},
    }  # fmt: skip
    (gift,) = read("donorbox", json.dumps([told])).gifts
    assert (gift.gift_id, gift.amount_minor, gift.refunded_minor) == ("1", 10000, 4000)
    assert (gift.state, gift.currency, gift.code) == ("partly_refunded", "USD", None)


def test_action_network_posts_many_kinds_and_donations_are_gifts() -> None:
    donation = {
        "identifiers": ["action_network:1"], "created_date": "2026-12-01T00:00:00Z",
        "amount": "25.00", "currency": "USD",
        "action_network:referrer_data": {"source": "abc_button"},
        "person": {"email_addresses": [{"address": "ada@example.org"}]},
    }  # fmt: skip
    found = read("actionnetwork", json.dumps([{"osdi:donation": donation}, {"osdi:signature": {}}]))
    assert found == GiftFile(
        1,
        (
            Gift(
                "actionnetwork", "", "action_network:1", 2500, 0, "USD", day(1), "paid",
                "abc_button", "ada@example.org",
            ),
        ),
    )  # fmt: skip


PAYMENT = (
    "mc_gross=10.00&payment_status=Completed&txn_id=T1&mc_currency=AUD&custom=abc_button"
    "&payer_email=ada%40example.org&payment_date=16%3A00%3A00+Nov+30%2C+2026+PST"
    "&first_name=Andr%E9&charset=windows-1252"
)
REFUND = (
    "mc_gross=-10.00&payment_status=Refunded&parent_txn_id=T1&txn_id=T2&mc_currency=AUD"
    "&payment_date=05%3A00%3A00+Dec+09%2C+2026+PST"
)


def test_paypals_refund_is_of_the_payment_that_it_names() -> None:
    for lines in ([PAYMENT, REFUND], [REFUND, PAYMENT]):
        (gift,) = read("paypal", "\n".join(lines)).gifts
        assert (gift.gift_id, gift.amount_minor, gift.refunded_minor) == ("T1", 1000, 1000)
        assert (gift.given_at, gift.code, gift.state) == (day(1), "abc_button", "refunded")


def test_paypals_tests_and_sign_ups_are_no_gifts() -> None:
    found = read("paypal", f"{PAYMENT}&test_ipn=1\ntxn_type=subscr_signup&mc_amount3=5.50\n")
    assert found == GiftFile(2, ())


EXPORT = "Account ID,Supporter Email,Date Created,Campaign Status,Campaign Data 1,Amount\n"


def test_engaging_networks_rejects_are_no_gifts_and_refunds_are_of_their_gift() -> None:
    found = read(
        "engagingnetworks",
        EXPORT
        + "94,ada@example.org,2026-12-01,success,12345,50.00\n"
        + "94,bo@example.org,2026-12-01,reject,12346,50.00\n"
        + "94,ada@example.org,2026-12-01,refund,12345,50.00\n",
        Terms("CAD"),
    )
    assert found.read == 3
    assert found.gifts == (
        Gift(
            "engagingnetworks", "94", "12345", 5000, 5000, "CAD", day(1), "refunded", None,
            "ada@example.org",
        ),
    )  # fmt: skip


def test_engaging_networks_needs_to_be_told_where_the_sum_stands() -> None:
    with pytest.raises(InputError, match="`Amount`"):
        read("engagingnetworks", EXPORT.replace(",Amount", ""))


def test_engaging_networks_takes_the_amount_in_its_own_parameter() -> None:
    rules = platform("engagingnetworks").link_rules
    link = rules.link(
        "https://give.example.org/p", amount=rules.say(Decimal(50), "EUR"), code="abc_button"
    )
    assert link == (
        "https://give.example.org/p?transaction.donationAmt=50&supporter.appealCode=abc_button"
    )


# news of one gift

gifts = st.builds(
    Gift,
    st.just("generic"),
    st.just(""),
    st.sampled_from(["g1", "g2"]),
    st.sampled_from([0, 5000]),
    st.sampled_from([0, 2000, 5000]),
    st.just("EUR"),
    st.sampled_from([day(1), day(2)]),
    st.sampled_from(["pending", "paid", "partly_refunded", "refunded", "disputed"]),
    st.just("abc_button"),
    st.none(),
)


@given(news=st.lists(gifts, max_size=6), data=st.data())
def test_news_of_gifts_ends_alike_in_any_order_and_however_often(
    news: list[Gift], data: st.DataObject
) -> None:
    def told(some: list[Gift]) -> set[Gift]:
        return set(merged(some))

    shuffled = data.draw(st.permutations(news + news[:2]))
    assert told(shuffled) == told(news)
    assert told([*merged(news)]) == told(news)


def test_merging_forgets_no_code() -> None:
    gift = Gift("generic", "", "g1", 5000, 0, "EUR", day(1), "paid", None, None)
    assert merged([gift, replace(gift, code="abc")])[0].code == "abc"
