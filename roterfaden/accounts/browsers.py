"""A browser in words people recognise: "Firefox auf Windows". The header itself is not kept: it identifies too well."""

from django.utils.translation import gettext as _

# The first that fits: nearly every browser also claims to be Chrome and Safari.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
DEVICES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


def browser_in_words(agent: str) -> str:
    """The browser and its device, as far as the ``User-Agent`` header tells."""
    browser = _first(BROWSERS, agent)
    device = _first(DEVICES, agent)
    if browser and device:
        return _("{browser} auf {device}").format(browser=browser, device=device)
    return browser or device or _("Unbekannter Browser")


def _first(words: dict[str, str], agent: str) -> str:
    return next((name for word, name in words.items() if word in agent), "")
