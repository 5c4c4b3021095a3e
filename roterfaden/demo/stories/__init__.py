"""Invented persons and what happens to them: the demo's stories, told through the acts of case management.

The material is written in ``demo/geschichten/*.yaml`` and names no municipality; offers are found by words in the
directory that is loaded. :func:`tell_stories` lets persons come, :func:`forget_stories` removes them again,
:func:`many_cases` fills a database for measuring. The same seed tells the same stories.
"""

from roterfaden.demo.stories.casting import NotReady
from roterfaden.demo.stories.many import many_cases
from roterfaden.demo.stories.telling import Told, already_told, forget_stories, tell_stories

__all__ = ["NotReady", "Told", "already_told", "forget_stories", "many_cases", "tell_stories"]
