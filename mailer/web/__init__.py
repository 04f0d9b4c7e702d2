"""The dashboard, the links in messages, the webhooks: one server.

Doors only: each page shows what an operation returned.
"""

from mailer.web.access import login_link
from mailer.web.application import create_app
from mailer.web.server import BackgroundServer, serve

__all__ = ["BackgroundServer", "create_app", "login_link", "serve"]
