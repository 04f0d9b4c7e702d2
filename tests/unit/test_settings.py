"""`mailer.toml` and the environment: what is taken, and how a mistake is told."""

from datetime import date, time
from pathlib import Path

import pytest

from mailer.errors import ConfigError
from mailer.settings import Settings, load_settings


def loaded(root: Path, text: str | bytes, **environ: str) -> Settings:
    (root / "mailer.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_settings(root, environ)


def told(root: Path, text: str | bytes, **environ: str) -> str:
    with pytest.raises(ConfigError) as problem:
        loaded(root, text, **environ)
    return str(problem.value)


def test_everything_has_a_default(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {}) == loaded(tmp_path, "")


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(tmp_path: Path) -> None:
    made = loaded(tmp_path, b'\xef\xbb\xbf[organisation]\r\nname = "River Watch"\r\n')
    assert made.organisation.name == "River Watch"


def test_the_environment_wins(tmp_path: Path) -> None:
    made = loaded(tmp_path, 'transport = "smtp"', MAILER_TRANSPORT="sendgrid")
    assert made.transport == "sendgrid"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[pace]\nbatch_size = 1001", "pace.batch_size: must be at most 1000 (it is 1001)."),
        ("[pace]\nbatch_size = true", "pace.batch_size: must be a whole number (it is True)."),
        ('[pace]\nbatch_size = "x"', "pace.batch_size: must be a whole number (it is 'x')."),
        ("[pace]\nper_second = -1", "pace.per_second: must be at least 0 (it is -1)."),
        ("[approval]\nceiling = 0", "approval.ceiling: must be at least 1 (it is 0)."),
        (
            "[plan]\nmost_per_person = 0.5",
            "plan.most_per_person: must be a whole number (it is 0.5).",
        ),
        (
            "[plan]\ncost_per_thousand = 0.12345",
            "plan.cost_per_thousand: must have four decimal places at most (it is 0.12345).",
        ),
        ("[http]\ntimeout_seconds = 0", "http.timeout_seconds: must be more than 0 (it is 0)."),
        ('[tracking]\nclicks = "no"', "must be 'provider', 'own' or 'off' (it is 'no')."),
        (
            '[tracking]\nopens_unasked_in = ["us"]',
            "opens_unasked_in.0: must be two capital letters, such as US (it is 'us').",
        ),
        ('[donation]\ncurrency = "EURO"', "must be three capital letters, such as EUR"),
        (
            'organisation = "x"',
            "organisation: must be a table: its keys stand below a line such as",
        ),
        ('[organisation]\nnam = "x"', "organisation.nam: no such key; did you mean 'name'?"),
    ],
)
def test_a_mistake_is_told_by_its_key_and_what_may_stand_there(
    tmp_path: Path, text: str, words: str
) -> None:
    assert words in told(tmp_path, text)
    assert told(tmp_path, text).startswith("mailer.toml: ")


@pytest.mark.parametrize(
    "address", ["nobody", "a@example.org\\nBcc: b@example.org", "a@example.org, b@example.org"]
)
@pytest.mark.parametrize("key", ["address", "reply_to"])
def test_a_sender_is_one_plain_address(tmp_path: Path, key: str, address: str) -> None:
    words = told(tmp_path, f'[sender]\n{key} = "{address}"')
    assert f"mailer.toml: sender.{key}: must be one plain address" in words


@pytest.mark.parametrize(
    "text",
    [
        'metrics_token = ["very-secret"]',
        'secret_key = ["very-secret"]',
        'sendgrid_api_key = ["very-secret"]',
        'smtp_url = ["very-secret"]',
        '[donation]\nwebhook_secret = ["very-secret"]',
    ],
)
def test_no_secret_is_ever_repeated(tmp_path: Path, text: str) -> None:
    assert "very-secret" not in told(tmp_path, text)


def test_a_file_in_another_encoding_is_told_in_words(tmp_path: Path) -> None:
    assert told(tmp_path, b"\xff\xfe") == (
        "mailer.toml: not UTF-8 at byte 0. Save the file as UTF-8."
    )


def test_quiet_hours_and_weekdays_are_read_as_a_clock_reads_them(tmp_path: Path) -> None:
    made = loaded(tmp_path, '[hours]\nquiet = "21:00-08:30"\nweekdays = ["fri", "mon", "fri"]')
    assert made.hours.span == (time(21), time(8, 30))
    assert made.hours.days == (0, 4)
    assert made.hours.is_set
    assert not loaded(tmp_path, "").hours.is_set


def test_a_warm_up_is_found_by_its_domain(tmp_path: Path) -> None:
    text = '[warmup."News.Example.org"]\nstarted_at = 2026-12-01\nplan = [500, 1000]'
    found = loaded(tmp_path, text).warmup["news.example.org"]
    assert (found.started_at, found.plan) == (date(2026, 12, 1), (500, 1000))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '[hours]\nquiet = "21-8"',
            "hours.quiet: must be two times of a clock, such as 21:00-08:00",
        ),
        ('[hours]\nquiet = "8:00-08:00"', "must be two times of a clock"),
        ('[hours]\nquiet = "08:00-08:00"', "must begin and end at different times"),
        ('[hours]\nweekdays = ["monday"]', "hours.weekdays.0: must be 'mon', 'tue'"),
        ("[canary]\nshare = 0.02\npeople = 3", "canary: must have a share or a number of people"),
        ("[canary]\nshare = 2", "canary.share: must be less than 1 (it is 2)."),
        ("[canary]\nbounc = 0.1", "canary.bounc: no such key; did you mean 'bounce'?"),
        ('[warmup."n.example.org"]\nstarted_at = 2026-12-01', "n.example.org.plan: is needed"),
        (
            '[warmup."n.example.org"]\nstarted_at = 2026-12-01\nplan = []',
            "warmup.n.example.org.plan: must not be empty",
        ),
        (
            '[warmup."n.example.org"]\nstarted_at = "soon"\nplan = [1]',
            "warmup.n.example.org.started_at: must be a day, such as 2026-12-01 (it is 'soon').",
        ),
        (
            '[warmup."n.example.org"]\nstarted_at = 2026-12-01\nplan = [1]\nplann = [2]',
            "warmup.n.example.org.plann: no such key; did you mean 'plan'?",
        ),
        ('[warmup."news"]\nstarted_at = 2026-12-01\nplan = [1]', "news: must be a domain, as in"),
    ],
)
def test_mistakes_in_the_timetable_are_told_like_others(
    tmp_path: Path, text: str, words: str
) -> None:
    assert words in told(tmp_path, text)
