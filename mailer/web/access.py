"""Who may see the dashboard: one-time links that a person at the machine gets, then a session.

Tokens are random and travel once; the store keeps only their hashes. A link is used by a POST, because mail
and chat programs fetch what they see.
"""

import hashlib
import secrets
from datetime import timedelta

from starlette.requests import HTTPConnection
from starlette.responses import Response

from mailer.app import App
from mailer.web.safety import is_https

LINK_LASTS = timedelta(hours=12)
SESSION_LASTS = timedelta(days=14)
_PLAIN = "mailer_session"
_SECURE = "__Host-mailer_session"
"""A browser takes this name only with Secure, Path=/ and without Domain."""


def login_link(app: App, base_url: str | None = None) -> str:
    """A new one-time link to the dashboard, at the public address unless another is given."""
    token = secrets.token_urlsafe(32)
    app.store.logins.add_link(_hash(token), app.clock.now() + LINK_LASTS)
    return f"{base_url or app.settings.public_url}/login/{token}"


def start_session(app: App, link_token: str) -> str | None:
    """The new session's token; None where the link was used, has expired, or never was."""
    now = app.clock.now()
    if not app.store.logins.use_link(_hash(link_token), now):
        return None
    token = secrets.token_urlsafe(32)
    app.store.logins.add_session(_hash(token), now + SESSION_LASTS)
    return token


def is_signed_in(app: App, connection: HTTPConnection) -> bool:
    token = _cookie(app, connection)
    return bool(token) and app.store.logins.has_session(_hash(token), app.clock.now())


def end_session(app: App, connection: HTTPConnection) -> None:
    token = _cookie(app, connection)
    if token:
        app.store.logins.end_session(_hash(token))


def set_cookie(app: App, connection: HTTPConnection, response: Response, token: str) -> None:
    """An empty token takes the cookie back."""
    secure = is_https(connection, app.settings.public_url)
    response.set_cookie(
        _SECURE if secure else _PLAIN,
        token,
        max_age=int(SESSION_LASTS.total_seconds()) if token else 0,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def _cookie(app: App, connection: HTTPConnection) -> str:
    """Over https only the guarded name counts: a plain one may have been set by a neighbour."""
    secure = is_https(connection, app.settings.public_url)
    return connection.cookies.get(_SECURE if secure else _PLAIN, "")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
