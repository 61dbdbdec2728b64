"""Staff pages of the whole installation: its own texts; and what the log calls each deed."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.accounts import actions, queries
from beteiligung.accounts.forms import SiteTextsForm
from beteiligung.i18n import gettext as _
from beteiligung.text import N_
from beteiligung.web.layout import site_texts
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("installation", __name__, url_prefix="/verwaltung")

# What the log says; an action that is missing here is shown by its own name.
DEEDS = {
    "invite": N_("Invited somebody"),
    "withdraw_invitation": N_("Withdrew an invitation"),
    "accept_invitation": N_("Took an invitation"),
    "sign_in": N_("Signed in"),
    "sign_out": N_("Signed out"),
    "end_session": N_("Signed out another browser"),
    "end_sessions": N_("Signed out everywhere"),
    "refuse_sign_in": N_("Wrong password at the door"),
    "refuse_code": N_("Wrong code at the door"),
    "refuse_proof": N_("Wrong password in the administration"),
    "set_up_step": N_("Set up the second step"),
    "give_up_step": N_("Switched off the second step"),
    "take_step_away": N_("Took away a second step"),
    "renew_codes": N_("Made new recovery codes"),
    "spend_code": N_("Signed in with a recovery code"),
    "export_log": N_("Downloaded the log"),
    "forget_log": N_("Deleted old entries of the log"),
    "change_role": N_("Changed a role"),
    "change_admin": N_("Changed who is administrator"),
    "deactivate": N_("Closed an account"),
    "reactivate": N_("Opened an account again"),
    "offer_reset": N_("Made a link to a new password"),
    "reset_password": N_("Set a new password by a link"),
    "change_password": N_("Changed the own password"),
    "change_account": N_("Changed the own account"),
    "write_site_text": N_("Changed a text of the website"),
    "create_area": N_("Added an area"),
    "name_area": N_("Changed the names of an area"),
    "set_overlaps": N_("Changed which areas overlap"),
    "import_outlines": N_("Imported outlines of areas"),
    "import_margins": N_("Brought in figures of residents"),
    "remove_margins": N_("Removed figures of residents"),
    "match_margins": N_("Said which answers belong to which residents"),
    "create_district": N_("Added a district"),
    "change_district": N_("Changed a district"),
    "create_place": N_("Added a place"),
    "change_place": N_("Changed a place"),
    "create_codes": N_("Made codes"),
    "close_code": N_("Closed a poster"),
    "open_code": N_("Opened a poster again"),
    "retire_code": N_("Noted that a poster was taken down"),
    "take_up_code": N_("Noted that a poster hangs again"),
    "redirect_code": N_("Let a code lead elsewhere"),
    "label_code": N_("Changed the label of a code"),
    "make_entry_codes": N_("Made one-time codes"),
    "close_entry_codes": N_("Closed a batch of one-time codes"),
    "ask_for_work": N_("Turned the calculation of a survey on or off"),
    "count_waiting": N_("Let waiting answers count"),
    "create_board": N_("Added an idea board"),
    "change_board": N_("Changed an idea board"),
    "set_phases": N_("Changed the days of an idea board"),
    "set_category": N_("Changed a topic of an idea board"),
    "set_status": N_("Changed a status of an idea board"),
    "remove_part": N_("Removed a topic or a status of an idea board"),
    "publish_board": N_("Published an idea board"),
    "pause_board": N_("Paused an idea board"),
    "resume_board": N_("Opened an idea board again"),
    "close_board": N_("Ended an idea board"),
    "keep_as_template": N_("Kept an idea board as a template"),
    "withdraw_idea": N_("Withdrew an idea by its code"),
    "erase_idea": N_("Erased an idea by its code"),
    "create_survey": N_("Added a survey"),
    "replace_draft": N_("Changed the draft of a survey"),
    "ask_in": N_("Changed where a survey is asked"),
    "undo_change": N_("Took a change of a draft back"),
    "redo_change": N_("Did a change of a draft again"),
    "publish_survey": N_("Published a survey"),
    "publish_unreviewed": N_("Published a language unreviewed"),
    "review_words": N_("Reviewed translations"),
    "pause_survey": N_("Paused a survey"),
    "resume_survey": N_("Opened a survey again"),
    "close_survey": N_("Closed a survey"),
    "take_recording": N_("Kept a recording"),
    "take_picture": N_("Kept a picture"),
    "speak_phrase": N_("Recorded a word of the interface"),
    "silence_phrase": N_("Took back a recorded word of the interface"),
    "make_test_link": N_("Made a test link"),
    "end_test_link": N_("Ended a test link"),
    "note_down": N_("Noted something at a draft"),
    "settle_note": N_("Settled a note"),
    "reopen_note": N_("Took a note up again"),
    "withdraw_answer": N_("Withdrew an answer by its code"),
    "publish_changes": N_("Published changes of a survey"),
    "move_survey": N_("Changed the days of a survey"),
    "archive_survey": N_("Put a survey into the archive"),
    "restore_survey": N_("Took a survey out of the archive"),
    "copy_survey": N_("Copied a survey"),
    "begin_wave": N_("Began a new wave of a survey"),
    "set_places": N_("Changed target and places of a survey"),
    "ask_for_change": N_("Asked a second person to agree to a change"),
    "approve_change": N_("Agreed to a change"),
    "drop_change": N_("Took back or declined a change"),
    "looked_at_small_groups": N_("Looked at small groups"),
    "export_answers": N_("Downloaded answers"),
    "set_answers_aside": N_("Set answers aside"),
    "take_answers_back": N_("Let answers count again"),
    "let_answers_be": N_("Looked at answers and found them honest"),
    "look_again_at_answers": N_("Let answers stand out again"),
    "hide_words": N_("Hid words of a text"),
    "hide_text": N_("Hid a text"),
    "show_text": N_("Showed a text again"),
    "translate_text": N_("Wrote down what a text means"),
    "make_theme": N_("Made a theme"),
    "word_theme": N_("Changed name or summary of a theme"),
    "offer_theme": N_("Let releases show a theme"),
    "keep_theme": N_("Kept a theme inside"),
    "mark_texts": N_("Put texts into a theme"),
    "unmark_texts": N_("Took texts out of a theme"),
    "merge_themes": N_("Put two themes together"),
    "delete_theme": N_("Deleted a theme"),
    "import_indicators": N_("Imported figures of offices"),
    "remove_indicator": N_("Removed a figure of offices"),
    "compute_release": N_("Computed a result"),
    "publish_release": N_("Published a result"),
    "move_in_release": N_("Changed the order of a result's questions"),
    "split_release": N_("Chose the groups of a result"),
    "write_conclusion": N_("Wrote a conclusion"),
    "read_conclusion": N_("Read a conclusion as the second person"),
    "settle_feedback": N_("Answered a message"),
    "handle_feedback": N_("Worked on a message"),
    "record_feedback": N_("Wrote down a message"),
    "write_statement": N_("Changed the accessibility statement"),
    "write_gap": N_("Named a barrier"),
    "close_gap": N_("Took a barrier out of the statement"),
    "write_notice": N_("Wrote a notice"),
    "end_notice": N_("Ended a notice"),
    "explain": N_("Explained the website in easy words"),
    "take_film": N_("Added a film in sign language"),
    "change_film": N_("Changed what belongs to the film"),
    "remove_film": N_("Removed the film in sign language"),
}


@blueprint.route("/texte", methods=["GET", "POST"])
@staff(Role.ADMIN)
def texts() -> ResponseReturnValue:
    """What the operator says about herself, in each language."""
    form = SiteTextsForm(data=queries.written_site_texts(db.session()))
    if checked(form):
        for key, written in form.written().items():
            actions.write_site_text(db.session(), signed_in(), key, written, at=moment())
        flash(_("Saved."), "ok")
        answer = redirect(url_for("installation.texts"), 303)
        answer.call_on_close(site_texts().forget)  # after the commit: pages must read the new text
        return answer
    return render_template("accounts/texts.html", form=form), form.status
