"""A replay by the words of an address."""

from django.http import Http404

from rules import queries
from rules.models import Replay
from rules.models.roles import Role
from rules.web.access import SignedIn


def replay_or_404(request: SignedIn, pk: int) -> Replay:
    """Find the replay. One of revisions is for everybody; one of an unsaved text, for its owner and for editors."""
    replay = queries.replay(pk)
    if replay is None or not is_visible(request, replay):
        raise Http404(f"There is no trial {pk}, or it is not for you.")
    return replay


def is_visible(request: SignedIn, replay: Replay) -> bool:
    """Whether the person may see the replay: its texts may be unsaved work."""
    if replay.owner_id == request.user.pk or request.role.includes(Role.EDITOR):
        return True
    texts = [bytes(text) for text in (replay.source, replay.against) if text is not None]
    return queries.were_saved(replay.script, texts)


def revision_number(replay: Replay) -> int | None:
    """Return the number of the newest revision that has the text; None: it was never saved."""
    revision = queries.revision_of_text(replay.script, replay.sha256)
    return revision.number if revision else None
