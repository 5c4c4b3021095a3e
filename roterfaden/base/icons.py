"""The icons there are: KERN's own and those this project draws for what KERN lacks (``static/rf/icons.css``)."""

KERN_NAMES = """
    account-circle add arrow-down arrow-up arrow-forward arrow-back autorenew calendar-today check checklist
    chevron-left chevron-right close content-copy danger dehaze delete download draft drive-folder-upload easy-language
    edit home help info keyboard-double-arrow-left keyboard-double-arrow-right language logout mail more-vert
    open-in-new question-mark search sign-language success visibility visibility-off warning brightness-medium
    light-mode dark-mode"""
OWN_NAMES = """
    person people calendar clock folder target thread house work school sport volunteer place dialog body chart phone
    filter menu lock bell link list undo print pin document note euro hand-over conference offer network need settings
    shield circle half-circle pause star history upload car child move-up move-down"""
# These point the way one reads, so they turn round in right-to-left text.
DIRECTED_NAMES = """
    arrow-forward arrow-back chevron-left chevron-right keyboard-double-arrow-left keyboard-double-arrow-right
    open-in-new logout undo hand-over list checklist"""

KERN = frozenset(KERN_NAMES.split())
OWN = frozenset(OWN_NAMES.split())
DIRECTED = frozenset(DIRECTED_NAMES.split())


def css_class(name: str) -> str:
    """The classes of an icon. Raises KeyError for a name nobody drew, so a typing error is seen at once."""
    if name in KERN:
        known = f"kern-icon kern-icon--{name}"
    elif name in OWN:
        known = f"kern-icon rf-icon--{name}"
    else:
        raise KeyError(f"There is no icon named {name!r}.")
    return f"{known} rf-icon--directed" if name in DIRECTED else known
