"""Languages and countries by their German names, for choosing and for reading.

Names come from Unicode's CLDR (through Babel). Codes are BCP 47 for languages and ISO 3166-1 for countries. What is
chosen most often in German integration work stands first; the rest follows by name.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from babel import Locale
from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from roterfaden.base.badges import Text

Choices = list[tuple[Any, Any]]

# By experience of advice centres and BAMF's statistics of countries of origin; the order on the page is by name.
_FREQUENT_LANGUAGES = """
    de ar uk tr ku kmr ckb fa prs ps ti so am ru en fr ro bg sq sr bs hr mk pl hu el it es pt ka hy az ur pa bn hi ta vi
    zh ha wo ff bm sw ln rom aii om
"""
_FREQUENT_COUNTRIES = """
    SY UA AF IQ IR TR RO BG PL AL RS XK MK BA ER SO ET NG GH GN GM SN CM CD MA DZ TN EG LB PS JO RU GE AM AZ MD PK IN BD
    LK VN VE CO GR IT ES
"""

FREQUENT_LANGUAGES = tuple(_FREQUENT_LANGUAGES.split())
FREQUENT_COUNTRIES = tuple(_FREQUENT_COUNTRIES.split())

# CLDR lacks these, or says them in a way nobody here does.
LANGUAGE_NAMES: dict[str, Text] = {
    "de-simple": _("Deutsch in Leichter Sprache"),
    "kmr": _("Kurdisch (Kurmandschi)"),
    "ckb": _("Kurdisch (Sorani)"),
    "ku": _("Kurdisch"),
    "prs": _("Dari"),
    "fa": _("Persisch (Farsi)"),
    "rom": _("Romanes"),
    "aii": _("Aramäisch (Assyrisch)"),
    "tru": _("Aramäisch (Turoyo)"),
    "haz": _("Hasaragi"),
    "zza": _("Zazaki"),
    "ff": _("Fula (Fulfulde, Pulaar)"),
    "bm": _("Bambara"),
    "mnk": _("Mandinka"),
    "om": _("Oromo"),
    "pa": _("Pandschabi"),
    "gsg": _("Deutsche Gebärdensprache"),
}
FREQUENT_SIGNED = ("gsg",)

# CLDR names six hundred languages, Alabama to Klingon. To choose from: those with a two-letter code that are spoken
# today, and those with three letters whose speakers come to Germany.
_NOT_SPOKEN_NOW = frozenset({"ae", "cu", "ho", "ia", "ie", "io", "la", "pi", "sa", "vo"})
_THREE_LETTERS = """
    ary arz arq aeb ars bal bgn bho awa mai raj mag bgc sat lus mni bin bej byn tig ssy sid wal rhg syr lez ava inh dar
    krc nog kum kbd ady gag crh kri tem men sus man dyu mos dje ewo dua bum bas luo luy kam kln guz nyn teo cgg lua
    umb kmb ceb fil hil ilo war yue nan hak wuu glk mzn lrc sdh zza rup srn pap jam nus din fur rif zgh tzm shi kab
    mfe pcm hne efi ibb kea ach bem tum luz tly
"""
_MORE_LANGUAGES = frozenset(_THREE_LETTERS.split())
_NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})

RIGHT_TO_LEFT = frozenset({"aii", "ar", "ckb", "dv", "fa", "haz", "he", "prs", "ps", "sd", "syr", "ug", "ur", "yi"})

ARABIC_LETTERS = frozenset({"ar", "ckb", "fa", "haz", "prs", "ps", "sd", "ug", "ur"})


def language_name(code: str) -> str:
    """The name of a language; a region or script ("sr-Latn") is passed over. An unknown code is its own name."""
    names = _language_names(_ui())
    return names.get(code) or names.get(code.split("-")[0], code)


def country_name(code: str) -> str:
    """The name of a country. A code nobody knows is its own name."""
    return _country_names(_ui()).get(code, code)


def direction(code: str) -> str:
    """In which direction words of this language are written: ``rtl`` or ``ltr``, for the attribute ``dir``."""
    return "rtl" if code.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def listed(parts: Iterable[str], language: str, sign: str = ",") -> str:
    """Parts one after the other, as they are listed in this language; ``sign`` is a comma or a semicolon.

    What is written in Arabic letters has signs of its own; Kurmanji is written in Latin ones. Empty parts are left out.
    """
    own = {",": "،", ";": "؛"} if language.split("-")[0] in ARABIC_LETTERS else {}
    return f"{own.get(sign, sign)} ".join(part for part in parts if part)


def language_choices() -> Choices:
    """For the ``choices`` of a field: an empty one, the frequent languages, all languages."""
    return _grouped(_language_names(_ui()), (*FREQUENT_LANGUAGES, *FREQUENT_SIGNED))


def country_choices() -> Choices:
    """For the ``choices`` of a field: an empty one, the frequent countries, all countries."""
    return _grouped(_country_names(_ui()), FREQUENT_COUNTRIES)


class LanguageSelect(forms.Select):
    """A list of all languages, kept ready: Django renders one template per option, 17 ms for this list."""

    def ready(self) -> SafeString:
        """The options, none selected."""
        return _options(language_choices, _ui())

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The list with ``value`` chosen; a stored code that is no longer listed stays a choice of its own."""
        code = str(value or "")
        given, chosen = (f'<option value="{form}' for form in (f'{code}">', f'{code}" selected>'))
        options = self.ready()
        if given not in options:
            options = format_html('<option value="{}">{}</option>{}', code, code, options)
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        # Both come escaped from Django, and ``given`` was found in it.
        return mark_safe(f"<select{attributes}>{options.replace(given, chosen, 1)}</select>")


class CountrySelect(LanguageSelect):
    """A list of all countries, kept ready."""

    def ready(self) -> SafeString:
        """The options, none selected."""
        return _options(country_choices, _ui())


def language_field(**more: Any) -> forms.ChoiceField:
    """A form field in which a language is chosen."""
    return forms.ChoiceField(choices=language_choices, widget=LanguageSelect, **more)


def country_field(**more: Any) -> forms.ChoiceField:
    """A form field in which a country is chosen."""
    return forms.ChoiceField(choices=country_choices, widget=CountrySelect, **more)


@lru_cache(maxsize=8)
def _options(choices: Callable[[], Choices], ui: str) -> SafeString:
    (nothing, word), *groups = choices()
    parts = [format_html('<option value="{}">{}</option>', nothing, word)]
    for title, members in groups:
        options = format_html_join("", '<option value="{}">{}</option>', members)
        parts.append(format_html('<optgroup label="{}">{}</optgroup>', title, options))
    return SafeString("".join(parts))


def _grouped(names: Mapping[str, str], frequent: Iterable[str]) -> Choices:
    often = [(code, names[code]) for code in frequent]
    first = frozenset(frequent)
    rest = [(code, name) for code, name in names.items() if code not in first]
    groups = [(_("häufig"), sorted(often, key=_by_name)), (_("alle weiteren"), sorted(rest, key=_by_name))]
    return [("", _("bitte wählen")), *groups]


def _by_name(choice: tuple[str, str]) -> str:
    # Ä sorts with A, as people look for it.
    return choice[1].casefold().translate(str.maketrans("äöüéáíôçß", "aoueaiocs"))


def _ui() -> str:
    return (get_language() or "de").split("-")[0]


@lru_cache(maxsize=4)
def _language_names(ui: str) -> dict[str, str]:
    known = Locale.parse(ui).languages
    spoken = {
        code: name
        for code, name in known.items()
        if (len(code) == 2 and code not in _NOT_SPOKEN_NOW) or code in _MORE_LANGUAGES
    }
    return spoken | {code: str(name) for code, name in LANGUAGE_NAMES.items()}


@lru_cache(maxsize=4)
def _country_names(ui: str) -> dict[str, str]:
    known = Locale.parse(ui).territories
    return {code: name for code, name in known.items() if len(code) == 2 and code not in _NO_COUNTRIES}
