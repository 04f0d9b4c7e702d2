"""Whether a page of our own answers."""

import httpx

SECONDS = 5.0


def status(url: str) -> int | None:
    """The HTTP status of a GET, without following redirects; None where nothing answered."""
    try:
        with httpx.Client(trust_env=False, follow_redirects=False, timeout=SECONDS) as client:
            return client.get(url).status_code
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
