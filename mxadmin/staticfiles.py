"""The static files that are collected, and the names by which they are served."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class CollectedFiles(StaticFilesConfig):
    """A storage without those of the editor's 600 files that a Lua editor never loads: collecting them all takes
    seconds at each start."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "mode-[!l]*",
        "mode-l[!u]*",
        "worker-*",
        "snippets",
        "keybinding-[!ev]*",
        "keybinding-vs*",
    ]


class HashedWhereCollected(CompressedManifestStaticFilesStorage):
    """A file that `collectstatic` has not seen yet keeps its plain name instead of breaking the page."""

    manifest_strict = False
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        # Our modules import each other by their hashed names, so that none is loaded twice.
        ("js/*.js", ((r"""(?P<matched>from ["'](?P<url>\.{1,2}/[^"']+)["'])""", 'from "%(url)s"'),)),
    )

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hash_key(self.clean_name(name)) in self.hashed_files else name
