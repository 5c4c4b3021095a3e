"""Errors that are written for the person who reads them."""


class RuleBroken(Exception):
    """An act is not possible as things stand. The message says what is missing and what to do; nothing was changed."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        self.message = str(message)
