"""The script desk."""

from django.urls import path

from rules.views.scripts.completion_words import words
from rules.views.scripts.delivery import delivery, delivery_again, token_create, token_revoke
from rules.views.scripts.draft import draft_discard, draft_keep
from rules.views.scripts.fuse import fuse, fuse_keep
from rules.views.scripts.lint_rules import lint_rules
from rules.views.scripts.live_source import live_source
from rules.views.scripts.publications import publication_list, publication_view
from rules.views.scripts.publish_watch import publish_watch
from rules.views.scripts.revision_compare import revision_compare
from rules.views.scripts.revision_list import revision_list
from rules.views.scripts.revision_merge import revision_merge
from rules.views.scripts.revision_publish import revision_publish
from rules.views.scripts.revision_revert import revision_revert
from rules.views.scripts.revision_roll_back import revision_roll_back
from rules.views.scripts.revision_save import revision_save
from rules.views.scripts.revision_upload import revision_upload
from rules.views.scripts.revision_view import revision_blame, revision_download, revision_view
from rules.views.scripts.script_edit import script_edit
from rules.views.scripts.script_lint import script_lint
from rules.views.scripts.script_list import script_list
from rules.views.scripts.script_settings import script_archive, script_settings
from rules.views.scripts.together import script_together

urlpatterns = [
    path("lint/", lint_rules, name="lint_rules"),
    path("words/", words, name="words"),
    path("scripts/", script_list, name="script_list"),
    path("scripts/<str:name>/", script_edit, name="script_edit"),
    path("scripts/<str:name>/settings/", script_settings, name="script_settings"),
    path("scripts/<str:name>/archive/", script_archive, name="script_archive"),
    path("scripts/<str:name>/draft/", draft_keep, name="draft_keep"),
    path("scripts/<str:name>/draft/discard/", draft_discard, name="draft_discard"),
    path("scripts/<str:name>/together/", script_together, name="script_together"),
    path("scripts/<str:name>/lint/", script_lint, name="script_lint"),
    path("scripts/<str:name>/import/", revision_upload, name="revision_upload"),
    path("scripts/<str:name>/save/", revision_save, name="revision_save"),
    path("scripts/<str:name>/merge/", revision_merge, name="revision_merge"),
    path("scripts/<str:name>/compare/", revision_compare, name="revision_compare"),
    path("scripts/<str:name>/revisions/", revision_list, name="revision_list"),
    path("scripts/<str:name>/revisions/<int:number>/", revision_view, name="revision_view"),
    path("scripts/<str:name>/revisions/<int:number>/publish/", revision_publish, name="revision_publish"),
    path("scripts/<str:name>/revisions/<int:number>/publish/live/", publish_watch, name="publish_watch"),
    path("scripts/<str:name>/revisions/<int:number>/roll-back/", revision_roll_back, name="revision_roll_back"),
    path("scripts/<str:name>/revisions/<int:number>/revert/", revision_revert, name="revision_revert"),
    path("scripts/<str:name>/revisions/<int:number>/blame/", revision_blame, name="revision_blame"),
    path("scripts/<str:name>/revisions/<int:number>/download/", revision_download, name="revision_download"),
    path("scripts/<str:name>/publications/", publication_list, name="publication_list"),
    path("scripts/<str:name>/publications/<int:pk>/", publication_view, name="publication_view"),
    path("scripts/<str:name>/fuses/<int:pk>/", fuse, name="fuse"),
    path("scripts/<str:name>/fuses/<int:pk>/keep/", fuse_keep, name="fuse_keep"),
    path("scripts/<str:name>/live.lua", live_source, name="live_source"),
    path("scripts/<str:name>/delivery/", delivery, name="delivery"),
    path("scripts/<str:name>/delivery/again/", delivery_again, name="delivery_again"),
    path("scripts/<str:name>/delivery/tokens/", token_create, name="delivery_token"),
    path("scripts/<str:name>/delivery/tokens/<int:pk>/revoke/", token_revoke, name="delivery_token_revoke"),
]
