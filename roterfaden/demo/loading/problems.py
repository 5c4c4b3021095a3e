"""What is wrong in the files, said so that the clerk who keeps them can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

# Below this likeness (0-100) of parts of words a suggestion would rather mislead.
LIKENESS = 65


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to correct; ``line`` counts from 1 and is 0 when the whole file is meant."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        where = f"{self.file}, Zeile {self.line}" if self.line else self.file
        return f"{where}: {self.message}"


class LoadingFailed(Exception):
    """The files cannot be loaded as they are; nothing was written. ``problems`` lists everything found, in order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass
class Page:
    """One file while it is read, with the problems found so far."""

    path: Path
    problems: list[Problem] = field(default_factory=list)

    def note(self, line: int, message: str) -> None:
        """Remember that something in this line has to be corrected."""
        self.problems.append(Problem(self.path.name, line, message))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``" Meinten Sie „…“?"`` with the most similar known word, or nothing when none is similar.

    First whatever is a slip of the pen away (a third of the letters at most), then what shares parts with the word.
    """
    known = list(known)
    slip = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=max(1, len(word) // 3))
    found = slip or process.extractOne(word, known, scorer=fuzz.WRatio, score_cutoff=LIKENESS)
    return f" Meinten Sie „{found[0]}“?" if found else ""
