"""What was done with an idea, in the order of time: decisions with reasons, and all the rest."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.audit import AuditEntry
from beteiligung.ideas.models import Idea, State
from beteiligung.ideas.records import ModerationDecision
from beteiligung.text import N_

# What the log calls it, and what it means for the idea; what is decided has its own line.
OTHERS = {
    "show_idea_photo": N_("Showed the photo of an idea"),
    "hide_idea_photo": N_("Hid the photo of an idea"),
    "redact_idea": N_("Blackened something in an idea"),
    "restore_idea": N_("Took a blackening back"),
    "write_down_idea": N_("Wrote down a spoken idea"),
    "translate_idea": N_("Translated an idea"),
    "set_idea_status": N_("Gave an idea another status"),
    "publish_reply": N_("Published a reply to an idea"),
    "link_idea": N_("Put an idea under another"),
    "unlink_idea": N_("Let an idea stand by itself again"),
}
DECIDED = {
    State.PUBLISHED: N_("Shown"),
    State.REJECTED: N_("Not shown"),
    State.RECEIVED: N_("Waits for a look"),
    State.QUARANTINED: N_("Held back"),
    State.WITHDRAWN: N_("Withdrawn by its giver"),
}


class Deed(NamedTuple):
    """One thing that was done with an idea."""

    at: datetime
    words: str  # what it was
    who: str
    reason: str = ""  # one of reasons.REASONS
    added: str = ""  # words of whoever decided; or the other idea


def deeds_about(session: Session, idea: Idea) -> list[Deed]:
    """What was done with an idea, the oldest first."""
    decisions = select(ModerationDecision).where(ModerationDecision.idea_id == idea.id)
    found = [
        Deed(each.at, DECIDED.get(State(each.to_state), ""), each.who, each.reason, each.words)
        for each in session.scalars(decisions.order_by(ModerationDecision.id))
    ]
    subject = f"idea:{idea.reference}"
    entries = select(AuditEntry).where(AuditEntry.subject == subject, AuditEntry.action.in_(OTHERS))
    found += [
        Deed(each.at, OTHERS[each.action], each.who, added=str(each.detail.get("lead", "")))
        for each in session.scalars(entries.order_by(AuditEntry.id))
    ]
    return sorted(found, key=lambda deed: deed.at)
