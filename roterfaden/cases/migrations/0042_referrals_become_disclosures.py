"""Every referral so far gets the disclosure it was: what was told, on a consent that was kept as a tick.

The tick said that the person agreed to exactly this message, so the consent holds for this one act and that day. What
is only known from the message is not made up: the kinds of data are those which every message of then could hold, and
nothing becomes readable for the provider here that was not before.
"""

from zoneinfo import ZoneInfo

from django.db import migrations

BERLIN = ZoneInfo("Europe/Berlin")


def move(apps, _schema_editor):
    referral_model = apps.get_model("cases", "Referral")
    event_model = apps.get_model("cases", "ReferralEvent")
    consent_model = apps.get_model("cases", "Consent")
    disclosure_model = apps.get_model("cases", "Disclosure")
    related = ("offer", "sent_by", "measure__action_goal__frame_goal__case__client")
    for referral in referral_model.objects.filter(disclosure=None).select_related(*related).iterator(500):
        case = referral.measure.action_goal.frame_goal.case
        day = referral.sent_at.astimezone(BERLIN).date()
        said = referral.message or f"Anfrage für „{referral.offer.title}“"
        passing = {
            "case": case,
            "recipient_id": referral.offer.organisation_id,
            "purpose": "offer",
            "purpose_detail": referral.offer.title,
            "kinds": ["contact", "language", "concern"],
        }
        consent = consent_model.objects.create(
            **passing,
            single_act=True,
            valid_from=day,
            valid_until=day,
            given_on=day,
            given_how="before",
            language=case.client.language,
            recorded_by=referral.sent_by,
            recorded_at=referral.sent_at,
        )
        referral.disclosure = disclosure_model.objects.create(
            **passing,
            snapshot=[{"kinds": passing["kinds"], "text": said}],
            text=said,
            consent=consent,
            disclosed_at=referral.sent_at,
            by=referral.sent_by,
            open_until=day,
        )
        referral.save(update_fields=["disclosure"])
        event_model.objects.filter(pgh_obj_id=referral.pk).update(disclosure_id=referral.disclosure_id)


class Migration(migrations.Migration):
    dependencies = [("cases", "0041_consents_and_disclosures")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
