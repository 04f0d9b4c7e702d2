"""Templates and assets -> answers. The only place of the web that knows Jinja2 and the package's files."""

import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from mailer.web import figures, phrases
from mailer.wording import figures as said
from mailer.wording import times
from mailer.wording.waiting import waiting

_KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_ASSETS = ("dashboard.css", "live.js", "icon.svg")


class Paper:
    """Made once per application; safe for many threads."""

    def __init__(self, organisation: str, zone: str) -> None:
        folder = files("mailer.web")
        self._assets = {name: (folder / "static" / name).read_bytes() for name in _ASSETS}
        self._stamp = hashlib.sha256(b"".join(self._assets.values())).hexdigest()[:12]
        self._environment = jinja2.Environment(
            loader=jinja2.PackageLoader("mailer.web", "pages"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        named = Markup("<bdi>{}</bdi>").format(organisation)
        self._environment.globals.update(
            organisation=organisation,
            told=lambda phrase: escape(phrase).format(organisation=named),
            zone=zone,
            asset=self._asset_url,
            states=phrases.STATES,
            tones=phrases.STATE_TONES,
            moment=lambda at: times.moment(at, zone),
            short_moment=lambda at: times.bare_moment(at, zone),
            waiting=lambda why, many, until: waiting(why, many, until, zone),
            plural=said.plural,
            people=said.people,
            money=said.money,
            place=times.place,
            share_range=said.rough_span,
            wide=phrases.wide,
            span=figures.span,
        )
        self._environment.filters.update(
            number=said.number, percent=said.percent, amount=said.amount
        )

    def page(
        self,
        name: str,
        values: Mapping[str, Any],
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> HTMLResponse:
        text = self._environment.get_template(name).render(values)
        return HTMLResponse(text, status, headers=dict(headers or {}))

    def asset(self, request: Request, name: str) -> Response:
        """Named by their content, so that a browser may keep them for ever."""
        data = self._assets.get(name)
        if data is None:
            return Response(status_code=404)
        return Response(
            data,
            media_type=_KINDS[name.rpartition(".")[2]],
            headers={
                "Cache-Control": "public, max-age=31536000, immutable"
                if request.query_params.get("v") == self._stamp
                else "no-cache"
            },
        )

    def _asset_url(self, name: str) -> str:
        return f"/assets/{name}?v={self._stamp}"
