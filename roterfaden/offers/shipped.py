"""The topics that are shipped, as data: ``vocabulary/topics.yaml``."""

from pathlib import Path
from typing import Any

import yaml

from roterfaden.offers.models import Topic

TOPICS = Path(__file__).parent / "vocabulary" / "topics.yaml"


def shipped_topics() -> list[Topic]:
    """Families and topics as the file tells them, a family before its topics."""
    families: list[dict[str, Any]] = yaml.safe_load(TOPICS.read_text(encoding="utf-8"))
    topics: list[Topic] = []
    for family in families:
        topics.append(Topic(key=family["key"], name=family["name"], position=len(topics)))
        for topic in family["themen"]:
            topics.append(_topic(topic, family["key"], len(topics)))
    return topics


def bring_topics() -> list[str]:
    """Make the table say what the file says; topics that left the file stay, since offers refer to them.

    Which topics have another name now.
    """
    topics = shipped_topics()
    before = dict(Topic.objects.order_by("key").values_list("key", "name"))
    Topic.objects.bulk_create(
        topics,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["name", "family", "words", "position"],
    )
    return [topic.key for topic in topics if before.get(topic.key, topic.name) != topic.name]


def _topic(told: dict[str, Any], family: str, position: int) -> Topic:
    return Topic(key=told["key"], name=told["name"], family_id=family, words=told.get("woerter", []), position=position)
