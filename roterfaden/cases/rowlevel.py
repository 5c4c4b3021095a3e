"""Who sees which row of a file.

A file opens to the team of its case, and only while somebody works on cases or serves a person's rights. Every row
below a case carries its case, so the rules are short: ``FILE`` for the file, :func:`contributed` for what somebody
wrote themselves, ``SENSITIVE`` for the parts that not every member of a team may read.
"""

from roterfaden.base.access import Role
from roterfaden.base.rowlevel import ALL, NOBODY, Rows, any_of, both
from roterfaden.base.rowlevel.words import SIGNED_IN, holds, own
from roterfaden.cases import (
    approving,
    conferring,
    counting,
    finding,
    giving,
    looking,
    merging,
    outside,
    outside_acceptance,
    outside_view,
    reckoning,
    seeing,
    steering,
    target_groups,
    together,
    waits,
)
from roterfaden.cases.anonymity import rowlevel as sharing
from roterfaden.cases.models import Decision
from roterfaden.cases.models.passing_on import SPECIAL_KINDS
from roterfaden.cases.outside import RECEIVED
from roterfaden.cases.seeing import ENTITLED, MY_UNIT, of_my_unit

FUNCTIONS = (
    seeing.FUNCTIONS
    + target_groups.FUNCTIONS
    + giving.FUNCTIONS
    + conferring.FUNCTIONS
    + outside.FUNCTIONS
    + outside_view.FUNCTIONS
    + outside_acceptance.FUNCTIONS
    + counting.FUNCTIONS
    + merging.FUNCTIONS
    + sharing.FUNCTIONS
    + approving.FUNCTIONS
    + looking.FUNCTIONS
    + together.FUNCTIONS
    + reckoning.FUNCTIONS
    + waits.FUNCTIONS
)

VIEWS = {
    **seeing.VIEWS,
    **finding.VIEWS,
    **steering.VIEWS,
    **outside.VIEWS,
    **giving.VIEWS,
    **approving.VIEWS,
    **conferring.VIEWS,
    **merging.VIEWS,
    **together.VIEWS,
}


def _of(kind: str) -> str:
    return _among("case_id", kind)


def _among(key: str, kind: str) -> str:
    """The case in ``key`` is the one the page is about, or another one of whoever asks.

    Not joined by "or": PostgreSQL would look for both in an index, and have the list worked out for rows of the one.
    """
    return (
        f"case when {key} = (select rf.about('{kind}')) then true"
        f" else {key} = any ((select rf.my_cases('{kind}'))::uuid[]) end"
    )


def _of_other(kind: str) -> str:
    return _among("other_case_id", kind)


EVERY, FILE, SENSITIVE, LED = _of("all"), _of("file"), _of("sensitive"), _of("led")
# Sensitive parts open with full insight only; who wrote a note reads it again.
SECTION = any_of(both("not is_sensitive", FILE), SENSITIVE)
NOTE = any_of(both("not is_sensitive", FILE), SENSITIVE, both(EVERY, own("created_by_id")))
# What goes to a place whose name tells why somebody needs help, or is of a special kind: with full insight only.
PASSED_ON = any_of(
    both(
        FILE,
        f"not kinds && '{{{','.join(SPECIAL_KINDS)}}}'::varchar[]",
        "(recipient_id is null or recipient_id not in (select id from network_organisation where is_sensitive))",
    ),
    SENSITIVE,
)
HEADING = holds(Role.HEAD_OF_UNIT)
_HEADS_ABSENT = both(HEADING, of_my_unit("absent_id"))
NEGOTIATING, PROPOSED = holds(Role.CASE_MANAGER), own("proposed_by_id")


def contributed(*columns: str) -> str:
    """The file, and for members who work with their own contributions only: what is theirs."""
    return any_of(FILE, both(EVERY, any_of(*map(own, columns))))


def _file(*tables: str) -> list[Rows]:
    """Tables of the file that its readers also write."""
    return [Rows(table, read=FILE, add=FILE, change=FILE, history=True) for table in tables]


def _owned(table: str, *columns: str) -> Rows:
    return Rows(
        table, read=contributed(*columns), add=contributed(*columns), change=contributed(*columns), history=True
    )


def _of_worker(column: str) -> str:
    return f"{column} = (select rf.worker())"


PARTIES = ("former_id", "proposed_by_id", "receiver_id")
OF_DISCLOSURE = "exists (select from cases_disclosure d where d.id = {table}.disclosure_id)"
LINKED = any_of(
    both(FILE, OF_DISCLOSURE),
    both(EVERY, own("sent_by_id")),
)
OF_ACCEPTANCE = "exists (select from cases_areaacceptance a where a.id = {table}.acceptance_id)"
OF_REFERRAL = "exists (select from cases_referral r where r.id = {table}.referral_id)"
GAP = both(FILE, any_of("referral_id is null", OF_REFERRAL))
MINE_ALONE = both("case_id is null", "owner_id = (select rf.worker())")
TAKEN_BY_ME = "taken_by_id = (select rf.worker())"
# A talk that became a case belongs to the file: who has handed it over has handed over the talk, too.
MY_TALK = both(TAKEN_BY_ME, f"decision <> '{Decision.CASE_MANAGEMENT}'")
# Who gave the case to a colleague at once reads on what they wrote.
GIVEN_TALK = both(TAKEN_BY_ME, "given_to_id is not null")
ASKED_OF_ME = "(state = 'asked' and asked_of_id = (select rf.case_manager()))"
# A new case, before the team knows of it. A closed one opens by its team alone: one that went to another organisation
# has none any more.
LED_BY_ME = "(lead_id = (select rf.case_manager()) and closed_at is null)"
IN_MY_CASES = _among("id", "all")
OF_CASE = any_of(IN_MY_CASES, LED_BY_ME)
MINE = "any ((select rf.my_persons())::uuid[])"
# Hardly anybody was merged: the second list, which may be long, is not looked at for the others.
OF_CLIENT = any_of(
    "id = (select rf.about_person())",
    f"id = {MINE}",
    both("merged_into_id is not null", f"merged_into_id = {MINE}"),
)
OF_INTAKE = any_of(MY_TALK, "id = any ((select rf.my_talks())::uuid[])")
OF_PERSON = both(ENTITLED, any_of("client_id = (select rf.about_person())", f"client_id = {MINE}"))
GIVEN_BY_ME = "given_by_id = (select rf.worker())"
ITS_ADVICE = "exists (select from cases_advice a where a.id = {table}.advice_id)"
ITS_INTAKE = "exists (select from cases_intake i where i.id = {table}.intake_id)"

OWNED = own("owner_id")
TODAY = "came_on = (select rf.today())"
SHARED = f"organisation_id = any ((select rf.my_organisations('{Role.CASE_MANAGER}'))::uuid[])"

ROWS = [
    Rows("cases_caseaccess_of_all"),
    *(Rows(view, read=ALL) for view in VIEWS if view != "cases_caseaccess_of_all"),
    # Drafts are for those who write them; PostgreSQL freezes what was published.
    Rows(
        "cases_assessmenttemplate",
        read=both(
            SIGNED_IN,
            "(select not rf.has_role('immigration_authority'))",
            any_of("state in ('published', 'superseded')", HEADING),
        ),
        add=both(HEADING, own("changed_by_id"), "state = 'draft'"),
        change=HEADING,
    ),
    Rows(
        "cases_caseloadrule",
        read=holds(Role.HEAD_OF_UNIT, Role.CASE_MANAGER),
        add=HEADING,
        change=HEADING,
        history=True,
    ),
    # Whoever proposed an example works on it until it is released; then it belongs to the unit.
    Rows(
        "cases_goalexample",
        read=any_of(HEADING, both(NEGOTIATING, any_of("state = 'released'", PROPOSED))),
        add=both(PROPOSED, any_of(HEADING, both(NEGOTIATING, "state = 'proposed'"))),
        change=any_of(HEADING, both(NEGOTIATING, PROPOSED, "state <> 'released'")),
        history=True,
    ),
    Rows(
        "cases_reportrule",
        read=holds(Role.HEAD_OF_UNIT, Role.CASE_MANAGER),
        add=HEADING,
        change=HEADING,
        history=True,
    ),
    Rows(
        "cases_savedlist",
        read=any_of(OWNED, SHARED),
        add=both(OWNED, any_of("organisation_id is null", SHARED)),
        change=OWNED,
        remove=OWNED,
    ),
    Rows("cases_weeklyoverview", read=own(), add=own(), change=own()),
    Rows(
        "cases_client",
        read=OF_CLIENT,
        add=both(ENTITLED, own("created_by_id")),
        change=OF_CLIENT,
    ),
    # Not by the words of the version: of somebody merged later, the earlier ones say nothing of that.
    Rows("cases_clientevent", read="exists (select from cases_client c where c.id = {table}.pgh_obj_id)"),
    # Written by rf.merge_clients and rf.part_clients alone.
    Rows("cases_clientmerge", read=both(ENTITLED, any_of(f"kept_id = {MINE}", f"joined_id = {MINE}")), history=True),
    Rows(
        "cases_intake",
        read=any_of(OF_INTAKE, GIVEN_TALK),
        add=both(ENTITLED, TAKEN_BY_ME, "rf.is_free(client_id)"),
        change=OF_INTAKE,
        changed=any_of(OF_INTAKE, GIVEN_TALK),
    ),
    # Not by the words of the version: before it became a case, the talk was open to whoever had it.
    Rows("cases_intakeevent", read="exists (select from cases_intake i where i.id = {table}.pgh_obj_id)"),
    Rows(
        "cases_advice",
        read=GIVEN_BY_ME,
        add=both(ENTITLED, GIVEN_BY_ME),
        change=GIVEN_BY_ME,
        remove=GIVEN_BY_ME,
        history=True,
    ),
    # Of today only: what a night has not removed yet is not there any more.
    Rows(
        "cases_waiting",
        read=both(ENTITLED, SHARED, TODAY),
        add=both(ENTITLED, SHARED, TODAY, own("entered_by_id")),
        change=both(ENTITLED, SHARED, TODAY),
    ),
    Rows("cases_waitfigure", read=both(HEADING, f"organisation_id = any ({MY_UNIT})")),
    Rows("cases_advice_fields_of_action", read=ITS_ADVICE, add=ITS_ADVICE, remove=ITS_ADVICE),
    Rows("cases_intakefieldevent", read=ITS_INTAKE),
    Rows("cases_intake_fields_of_action", read=ITS_INTAKE, add=ITS_INTAKE, remove=ITS_INTAKE),
    Rows(
        "cases_case",
        read=OF_CASE,
        add=LED_BY_ME,
        change=OF_CASE,
    ),
    # Not by who led it when the version was written: that may be somebody who has handed it over.
    Rows("cases_caseevent", read=IN_MY_CASES),
    Rows(
        "cases_casemember",
        # One's own row as well: a new case is read back while PostgreSQL does not yet count it among one's cases.
        read=any_of(EVERY, "user_id = (select rf.worker())"),
        add=any_of(LED, both(ENTITLED, "part = 'lead'", own(), "rf.leads(case_id)")),
        change=LED,
        remove=LED,
        history=True,
    ),
    Rows(
        "cases_leavecover",
        read=any_of(
            _HEADS_ABSENT,
            own("absent_id"),
            own("cover_id"),
            own("arranged_by_id"),
            "absent_id in (select k.lead_id from cases_case k where k.id = any ((select rf.my_cases('all'))::uuid[]))",
        ),
        add=both(own("arranged_by_id"), any_of(_HEADS_ABSENT, both(holds(Role.CASE_MANAGER), own("absent_id")))),
        change=any_of(_HEADS_ABSENT, own("absent_id"), own("arranged_by_id")),
        history=True,
    ),
    # The colleague who is asked sees a window (cases_offeredcase), and the row once the file is theirs.
    Rows(
        "cases_handover",
        read=SENSITIVE,
        add=both(own("proposed_by_id"), LED, "state = 'open'"),
        change=LED,
        history=True,
    ),
    # Agenda and minutes may tell anything. Who is invited sees a window (cases_invitation) and what was disclosed.
    Rows("cases_conference", read=SENSITIVE, add=both(SENSITIVE, own("planned_by_id")), change=SENSITIVE, history=True),
    *(
        Rows(table, read=SENSITIVE, add=SENSITIVE, change=SENSITIVE, history=True)
        for table in ("cases_conferenceinvitee", "cases_conferencedecision", "cases_conferenceminutes")
    ),
    # Until it is taken over it holds what goes along; then only the list is left, for the two who did it as well.
    Rows(
        "cases_casetransfer",
        read=any_of(SENSITIVE, both("state = 'accepted'", any_of(*map(_of_worker, PARTIES)))),
        add=both(own("proposed_by_id"), LED, "state = 'open'"),
        change=LED,
    ),
    Rows("cases_casetransferevent", read=SENSITIVE),
    # The second person sees a window (cases_reviewedreport) and answers by rf.decide_report.
    Rows(
        "cases_reportdraft",
        read=SENSITIVE,
        add=both(own("written_by_id"), SENSITIVE, "state = 'draft'"),
        change=both(SENSITIVE, "state in ('draft', 'submitted', 'returned', 'approved')"),
        changed=both(SENSITIVE, "state <> 'approved'"),
        history=True,
    ),
    # What becomes of it is written by rf.reassign.
    Rows(
        "cases_reassignment",
        read=both(HEADING, of_my_unit("worker_id")),
        add=both(HEADING, of_my_unit("worker_id"), own("by_id")),
        history=True,
    ),
    Rows("cases_reassignedcase", read=FILE, history=True),
    Rows(
        "cases_emergencyaccess",
        read=any_of(own(), holds(Role.DATA_PROTECTION), EVERY),
        add=both(own(), ENTITLED, "rf.finds_case(case_id)"),
        change=any_of(own(), LED),
        history=True,
    ),
    # The wording is frozen by trigger; changing means withdrawing.
    Rows("cases_consent", read=PASSED_ON, add=PASSED_ON, change=PASSED_ON, history=True),
    # What went is frozen by trigger; changing means ending or limiting the recipient's access. Of earlier versions of
    # a row, open once, a recipient sees nothing.
    Rows("cases_disclosure", read=any_of(PASSED_ON, RECEIVED), add=PASSED_ON, change=PASSED_ON),
    Rows("cases_disclosureevent", read=PASSED_ON),
    Rows(
        "cases_safeguard",
        read=OF_PERSON,
        add=both(OF_PERSON, own("set_by_id")),
        change=OF_PERSON,
        history=True,
    ),
    Rows(
        "cases_counterstatement",
        read=FILE,
        add=both(FILE, own("written_by_id")),
        change=FILE,
        history=True,
    ),
    Rows("cases_timelineentry", read=contributed("by_id"), add=both(EVERY, own("by_id")), change=NOBODY),
    *_file(
        "cases_assessment",
        "cases_networkcontact",
        "cases_relative",
        "cases_household",
        "cases_householdmember",
        "cases_relation",
        "cases_guidinggoal",
        "cases_selfrating",
        "cases_goalagreement",
        "cases_framegoal",
        "cases_actiongoal",
        "cases_measure",
        "cases_ownactivity",
        "cases_evaluation",
        "cases_goalrating",
        "cases_legalareachange",
        "cases_checkliststep",
        "cases_ownview",
        "cases_aftertalk",
        "cases_homecare",
        "cases_problem",
        "cases_mediation",
        "cases_mediationparty",
        "cases_mediationstep",
    ),
    # Whose plan of the day it stands on; a colleague may take it off.
    Rows("cases_homevisit", read=FILE, add=both(FILE, own("visitor_id")), change=FILE, history=True),
    Rows("cases_viewlink", read=FILE, add=both(FILE, own("made_by_id")), change=FILE, history=True),
    # Only who may open both files joins them; afterwards each team sees the link and nothing of the other file.
    Rows(
        "cases_householdlink",
        read=any_of(FILE, _of_other("file")),
        add=both(FILE, _of_other("file"), own("proposed_by_id")),
        change=any_of(FILE, _of_other("file")),
        history=True,
    ),
    Rows("cases_sharedstep", read=FILE, add=both(FILE, own("shared_by_id")), change=FILE, history=True),
    # What was told stands in the referral too: who may not read the disclosure reads neither.
    Rows("cases_referral", read=LINKED, add=LINKED, change=LINKED, history=True),
    Rows(
        "cases_referrallink",
        read=OF_REFERRAL,
        add=both(OF_REFERRAL, own("made_by_id")),
        change=OF_REFERRAL,
        history=True,
    ),
    # The office answers by rf.accept_by_link.
    Rows(
        "cases_areaacceptance",
        read=both(FILE, OF_DISCLOSURE),
        add=both(FILE, OF_DISCLOSURE, own("asked_by_id")),
        change=both(FILE, OF_DISCLOSURE),
        history=True,
    ),
    Rows(
        "cases_acceptancelink",
        read=OF_ACCEPTANCE,
        add=both(OF_ACCEPTANCE, own("made_by_id")),
        change=OF_ACCEPTANCE,
        history=True,
    ),
    # Those of referrals are written by trigger; that it was counted, by the owner's run alone.
    Rows(
        "cases_gap",
        read=GAP,
        add=both(GAP, "counted_in is null"),
        change=GAP,
        columns=("is_left_out",),
        history=True,
    ),
    _owned("cases_followup", "owner_id"),
    _owned("cases_appointment", "owner_id"),
    # Whoever may open the file may also add something to it that they may not read afterwards.
    Rows(
        "cases_attachment",
        read=SECTION,
        add=both(own("uploaded_by_id"), FILE),
        change=SECTION,
        changed=FILE,
        history=True,
    ),
    Rows("cases_level", read=SECTION, add=SECTION, change=SECTION, history=True),
    # Whoever is asked for a second look reads what was written for them, and nothing else of the file. They answer by
    # rf.answer_look, after which the row is closed to them; of its versions, asked once, they see nothing.
    Rows(
        "cases_secondlook",
        read=any_of(SENSITIVE, ASKED_OF_ME),
        add=both(SENSITIVE, own("asked_by_id")),
        change=SENSITIVE,
    ),
    Rows("cases_secondlookevent", read=SENSITIVE),
    Rows(
        "cases_lookappointment",
        read=holds(Role.HEAD_OF_UNIT, Role.CASE_MANAGER),
        add=both(HEADING, own("appointed_by_id")),
        change=HEADING,
        history=True,
    ),
    Rows("cases_assessmentsection", read=SECTION, add=SECTION, change=SECTION, history=True),
    Rows("cases_contactnote", read=NOTE, add=NOTE, change=NOTE, history=True),
    Rows(
        "cases_casetask",
        read=any_of(contributed("owner_id", "created_by_id"), MINE_ALONE),
        add=any_of(contributed("owner_id", "created_by_id"), MINE_ALONE),
        change=any_of(contributed("owner_id", "created_by_id"), MINE_ALONE),
        history=True,
    ),
]
