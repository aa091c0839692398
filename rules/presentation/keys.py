"""Every key of the console: one table for all pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """`chords` are alternatives, each with keys that are pressed together or, with `then`, one after the other."""

    chords: tuple[tuple[str, ...], ...]
    does: str
    then: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyGroup:
    """The keys of some pages, by the names of their URLs; of every page where none is named."""

    name: str
    keys: tuple[Key, ...]
    pages: tuple[str, ...] = ()


DESK = ("script_edit", "dry_run")

GROUPS = (
    KeyGroup(
        name="Every page",
        keys=(
            Key(chords=(("Ctrl", "K"),), does="Go to a page, script, revision, server, address …"),
            Key(chords=(("/",),), does="To the search of the page"),
            Key(chords=(("g", "h"),), does="Home", then=True),
            Key(chords=(("g", "s"),), does="Script", then=True),
            Key(chords=(("g", "a"),), does="Send attempts", then=True),
            Key(chords=(("?",), ("F1",)), does="This list (in the editor: F1)"),
            Key(chords=(("Esc",),), does="Close a menu or a list"),
        ),
    ),
    KeyGroup(
        name="Send attempts",
        pages=("attempts", "attempt"),
        keys=(
            Key(chords=(("j",), ("↓",)), does="Next row"),
            Key(chords=(("k",), ("↑",)), does="Previous row"),
            Key(chords=(("Enter",),), does="Open the row"),
            Key(chords=(("Tab",),), does="What else can be done with the row"),
        ),
    ),
    KeyGroup(
        name="Desk",
        pages=DESK,
        keys=(
            Key(chords=(("Ctrl", "S"),), does="Save a revision (Vim: :w)"),
            Key(chords=(("Ctrl", "Enter"),), does="Dry run"),
            Key(chords=(("F8",),), does="Next finding"),
            Key(chords=(("Shift", "F8"),), does="Previous finding"),
            Key(chords=(("Alt", "Enter"),), does="Fix the finding at the cursor"),
            Key(chords=(("Esc", "Tab"),), does="Leave the editor, forwards", then=True),
            Key(chords=(("F6",),), does="Leave the editor for the field below"),
        ),
    ),
    KeyGroup(
        name="Text of the desk",
        pages=DESK,
        keys=(
            Key(chords=(("Ctrl", "Space"),), does="Complete"),
            Key(chords=(("Ctrl", "I"),), does="What the word at the cursor means"),
            Key(chords=(("Ctrl", "F"),), does="Find"),
            Key(chords=(("Ctrl", "H"),), does="Replace"),
            Key(chords=(("Ctrl", "L"),), does="Go to a line"),
            Key(chords=(("Ctrl", "/"),), does="Comment on or off"),
            Key(chords=(("F2",),), does="Fold or unfold the function at the cursor"),
            Key(chords=(("Alt", "↑"), ("Alt", "↓")), does="Move the line"),
            Key(chords=(("Ctrl", "Alt", "↑"), ("Ctrl", "Alt", "↓")), does="One more cursor above or below"),
            Key(chords=(("Ctrl", "Alt", "→"),), does="Also select the next occurrence"),
            Key(chords=(("Ctrl", "Z"),), does="Undo"),
            Key(chords=(("Ctrl", "Y"),), does="Redo"),
        ),
    ),
)


def groups_for(page: str) -> list[KeyGroup]:
    """Return all groups, those of the page first and those of every page next."""
    return sorted(GROUPS, key=lambda group: 0 if page in group.pages else 2 if group.pages else 1)
