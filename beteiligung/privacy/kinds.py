"""What is deleted by itself: each kind with its words and its period, in the order of a report."""

from dataclasses import dataclass

from beteiligung.text import N_


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data that goes by itself: what it is, and when it goes."""

    name: str
    period: str


KINDS: dict[str, Kind] = {
    "response": Kind(
        N_("Answers"), N_("When the months that the survey promised are over after its end.")
    ),
    "contact": Kind(N_("Contact details"), N_("With the answers of their survey.")),
    "photo": Kind(N_("Photos in answers"), N_("With the answer.")),
    "receipt": Kind(N_("Fingerprints of codes of answers"), N_("With the answer.")),
    "set_aside": Kind(
        N_("Answers with the number of another"), N_("With the answers of their survey.")
    ),
    "saved": Kind(N_("Answers begun"), N_("After 14 days, or at the end of the survey.")),
    "arrival": Kind(N_("Counts of answers by the minute"), N_("After 48 hours.")),
    "code": Kind(
        N_("Printed codes on answers"),
        N_("At the end of an anonymous survey, where fewer than 5 answers share one."),
    ),
    "decision": Kind(
        N_("Decisions about doubtful answers, and odd rhythms"), N_("With the last answer.")
    ),
    "idea_redaction": Kind(
        N_("What ideas said before something was blackened"), N_("After 30 days.")
    ),
    "idea_set_aside": Kind(N_("Ideas with the number of another"), N_("After 30 days.")),
    "idea_support": Kind(
        N_("Devices that supported ideas"),
        N_("30 days after their board was finished, a year after its last phase at the latest."),
    ),
    "voice": Kind(
        N_("Recordings of spoken ideas"),
        N_("14 days after they were written down, after 90 days at the latest."),
    ),
    "parcel": Kind(N_("Answers from tablets that were set aside"), N_("After 12 months.")),
    "field_day": Kind(N_("Counts of where tablets were used"), N_("After 12 months.")),
    "field_count": Kind(N_("Counts of contacts outside"), N_("After 12 months.")),
    "field_voice": Kind(N_("Texts of surveys spoken on tablets"), N_("After 12 months.")),
    "field_seen": Kind(N_("Keys of contacts that were counted"), N_("After 12 months.")),
    "fund_contact": Kind(
        N_("Who applied to a district fund"),
        N_("As many months after the end of the application as the fund says."),
    ),
    "feedback": Kind(
        N_("Messages about barriers"), N_("12 months after the answer, 24 after arrival.")
    ),
    "subscription": Kind(
        N_("Addresses of people who asked for news and never confirmed"), N_("After two days.")
    ),
    "staff_session": Kind(N_("Sessions of staff"), N_("12 hours after signing in.")),
    "invitation": Kind(N_("Invitations"), N_("30 days after they were used or ran out.")),
    "password_reset": Kind(N_("Links to new passwords"), N_("After 24 hours.")),
    "staff": Kind(N_("Closed accounts"), N_("12 months after they were closed.")),
    "audit_entry": Kind(
        N_("Entries of the log"), N_("After 24 months; who came and went, after 6.")
    ),
    "comment": Kind(
        N_("Notes at drafts"), N_("12 months after they were settled, or with the answers.")
    ),
    "draft_step": Kind(N_("Steps of drafts"), N_("With the answers of their survey.")),
    "change": Kind(N_("Approvals of changes"), N_("With the answers of their survey.")),
    "test_link": Kind(N_("Test links"), N_("After 14 days.")),
    "medium": Kind(N_("Unused recordings and pictures"), N_("After 30 days.")),
    "copy": Kind(
        N_("Databases kept aside when a backup was restored"), N_("After 35 days, like backups.")
    ),
    "erasure": Kind(
        N_("Marks of what people took back"),
        N_("After 36 days, when no backup from before is left."),
    ),
    "deletion": Kind(N_("These reports"), N_("After 24 months.")),
}
