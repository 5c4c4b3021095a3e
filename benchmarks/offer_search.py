"""How long the search of offers takes among 5,000 of them, and what it finds.

``script/manage shell -v0 < benchmarks/offer_search.py`` (after ``load_municipality demo/marl``). The offers are Marl's
with other words, made inside a transaction that is rolled back. Measured: search, count, and the first 25 rows with
their facts.
"""

import random
import statistics
import time

from django.db import connection, transaction

from roterfaden.offers.directory import with_facts
from roterfaden.offers.models import Offer, SearchWord
from roterfaden.offers.search import words_of

SIZE, ROUNDS = 5000, 15
QUERIES = (
    "deutschkurs frauen kinderbetreuung",
    "Wohnungssuche",
    "wohung",
    "arbiet",
    "schwimen",
    "hausaufgabenhilfe",
    "beratung",
    "kinder",
    "sprachkurs b1 am abend",
    "Mietercafe Stadtteilbüro",
    "betreung",
    "xqzzt",
)
BEGINNINGS = ("wohn", "schul", "kinder", "arbeits", "sprach", "eltern", "jugend", "nachbar", "pflege", "garten", "lese")
ENDINGS = (
    "gruppe",
    "treff",
    "kurs",
    "beratung",
    "begleitung",
    "werkstatt",
    "stunde",
    "cafe",
    "hilfe",
    "dienst",
    "angebot",
)


def copies(dice: random.Random) -> list[Offer]:
    """Marl's offers again and again, each with invented words of its own."""
    originals = list(Offer.objects.select_related("organisation"))
    made = []
    for number in range(SIZE - len(originals)):
        like = dice.choice(originals)
        words = [dice.choice(BEGINNINGS) + dice.choice(BEGINNINGS) + dice.choice(ENDINGS) for _ in range(6)]
        copy = Offer(
            key=f"benchmark-{number}",
            title=f"{like.title} {words[0].title()}",
            kind=like.kind,
            organisation=like.organisation,
            target_group=like.target_group,
            description=f"{like.description} {' '.join(words)}",
            childcare=like.childcare,
            keywords=[*like.keywords, words[1]],
        )
        copy.search_text = words_of(copy)
        made.append(copy)
    return made


def measure(text: str) -> None:
    """Print one line for one query."""
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        found = Offer.objects.current().ranked(text)
        number, rows = found.count(), list(with_facts(found)[:25])
        times.append((time.perf_counter() - start) * 1000)
    first = rows[0].title if rows else "–"
    print(f"{text:36s} {number:5d}  median {statistics.median(times):6.1f} ms  max {max(times):6.1f} ms  {first[:50]}")


with transaction.atomic():
    made = copies(random.Random(1))
    Offer.objects.bulk_create(made)
    SearchWord.learn(copy.search_text for copy in made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE offers_offer")
    print(f"{Offer.objects.count()} offers, {SearchWord.objects.count()} words")
    for query in QUERIES:
        measure(query)
    transaction.set_rollback(True)
