"""The live text for a program that fetches it: a scheduled task on VPOP3's machine, say."""

import base64

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from rules import queries
from rules.models import PullToken, Revision, Script, source_of
from rules.services import pull_tokens
from rules.web.access import by_token, client_address, unauthorized


@require_safe
@by_token
def live_source(request: HttpRequest, name: str, secret: str) -> HttpResponse:
    """Answer with the exact bytes. The one GET that writes: it notes when the token was last used, for people to
    see."""
    token = queries.pull_token_with(pull_tokens.digest_of(secret))
    if token is None:
        return unauthorized("This token does not exist.")
    script = queries.script(name)
    if refusal := _refusal(token, script, name):
        return _line(refusal, 403)
    pull_tokens.note_use(token=token, address=client_address(request))
    live = script.live if script else None
    return _answer(request, live) if live else _line(f"Nothing of {name} is live yet.", 404)


def _refusal(token: PullToken, script: Script | None, name: str) -> str:
    if token.revoked_at:
        return f"This token was revoked on {token.revoked_at:%Y-%m-%d %H:%M} UTC."
    if token.expired:
        return f"This token expired on {token.expires_at:%Y-%m-%d %H:%M} UTC."
    if script is None or script.pk != token.script_id:
        return f"This token is not for {name}."
    return f"{name} is archived." if script.archived_at else ""


def _answer(request: HttpRequest, live: Revision) -> HttpResponse:
    """Answer 304 without a body: the text is unchanged since the program last asked."""
    etag = f'"{live.sha256}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    same = "*" in known or etag in {each.removeprefix("W/") for each in known}
    answer = HttpResponseNotModified() if same else _whole(live)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["Authorization"])
    return answer


def _whole(live: Revision) -> HttpResponse:
    answer = HttpResponse(source_of(live), content_type="application/octet-stream")
    answer["X-Content-SHA256"] = live.sha256
    answer["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(live.sha256)).decode()}:"
    answer["X-Revision"] = str(live.number)
    return answer


def _line(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8", status=status)
