"""The rooms of the staff: what the administration consists of, loaded when somebody enters it."""

from dataclasses import replace

from flask import Flask

from beteiligung.accounts import installation, manage_account, manage_log, signed_in, views_steps
from beteiligung.accounts import manage as team
from beteiligung.accounts import views as accounts
from beteiligung.authoring import manage as editor
from beteiligung.authoring import (
    manage_bank,
    manage_files,
    manage_languages,
    manage_new,
    manage_notes,
    manage_parts,
    manage_pictures,
    manage_preview,
    manage_recordings,
    manage_rules,
    manage_tables,
    manage_tests,
    manage_words,
)
from beteiligung.authoring import reminders as translation_reminders
from beteiligung.authoring import views as trials
from beteiligung.authoring.copies import take_along
from beteiligung.authoring.mending import draft_place
from beteiligung.authoring.offering import offers, settle_languages
from beteiligung.authoring.origins import follow_drafts
from beteiligung.authoring.recordings import record_text
from beteiligung.dashboards import manage as live
from beteiligung.dashboards import (
    manage_coverage,
    manage_exports,
    manage_following,
    manage_quality,
    manage_texts,
    manage_themes,
    manage_waiting,
    manage_waves,
)
from beteiligung.districts import manage as districts
from beteiligung.districts import manage_indicators, manage_margins
from beteiligung.duties import manage as duties_desk
from beteiligung.duties import manage_notices
from beteiligung.fieldwork import manage as tablets
from beteiligung.fieldwork import manage_contacts, manage_parcels, manage_voices, views_contact
from beteiligung.fieldwork import reminders as tablet_reminders
from beteiligung.fieldwork import views as tablet
from beteiligung.funds import manage as fund_desk
from beteiligung.funds import manage_applications, manage_meetings, manage_passing, manage_pots
from beteiligung.home import evidence, waves
from beteiligung.home import manage as desk
from beteiligung.home.queries import board_targets, results_targets, survey_targets
from beteiligung.ideas import manage as boards
from beteiligung.ideas import (
    manage_helping,
    manage_idea,
    manage_queue,
    manage_replies,
    manage_stall,
    manage_voice,
)
from beteiligung.ideas import manage_parts as board_parts
from beteiligung.ideas import manage_recordings as board_recordings
from beteiligung.ideas.offering import offered_ideas
from beteiligung.measures import manage as measure_desk
from beteiligung.measures import manage_evidence, manage_plans
from beteiligung.measures import manage_parts as measure_parts
from beteiligung.measures import manage_waves as measure_waves
from beteiligung.media import manage as spoken_words
from beteiligung.prints import manage as prints
from beteiligung.prints import manage_letters
from beteiligung.prints import manage_sheets as sheets
from beteiligung.prints import manage_tablet_sheets as tablet_sheets
from beteiligung.privacy import manage as privacy
from beteiligung.privacy import reminders as deletion_reminders
from beteiligung.qrcodes import drawings, manage_code, manage_list
from beteiligung.qrcodes import manage as posters
from beteiligung.qrcodes.printing import drawn
from beteiligung.releases import manage_conclusions as release_desk
from beteiligung.releases import reminders as promises
from beteiligung.reports import manage as report_desk
from beteiligung.reports import views_report
from beteiligung.surveys import manage as survey_desk
from beteiligung.surveys import manage_changes, manage_life, manage_protection
from beteiligung.text import N_
from beteiligung.themes import manage as district_themes
from beteiligung.upkeep import manage as upkeep
from beteiligung.web import pressing, staff_page
from beteiligung.web.seams import Seams

BLUEPRINTS = (
    posters.blueprint,
    manage_code.blueprint,
    manage_list.blueprint,
    prints.blueprint,
    manage_letters.blueprint,
    survey_desk.blueprint,
    manage_changes.blueprint,
    manage_life.blueprint,
    manage_protection.blueprint,
    editor.blueprint,
    manage_new.blueprint,
    manage_parts.blueprint,
    manage_rules.blueprint,
    manage_files.blueprint,
    manage_words.blueprint,
    manage_languages.blueprint,
    manage_tables.blueprint,
    manage_bank.blueprint,
    manage_preview.blueprint,
    manage_notes.blueprint,
    manage_tests.blueprint,
    trials.blueprint,
    manage_recordings.blueprint,
    manage_pictures.blueprint,
    spoken_words.blueprint,
    live.blueprint,
    manage_exports.blueprint,
    manage_quality.blueprint,
    manage_waiting.blueprint,
    manage_texts.blueprint,
    manage_themes.blueprint,
    manage_waves.blueprint,
    manage_coverage.blueprint,
    manage_following.blueprint,
    release_desk.blueprint,
    boards.blueprint,
    board_parts.blueprint,
    board_recordings.blueprint,
    manage_queue.blueprint,
    manage_idea.blueprint,
    manage_replies.blueprint,
    manage_helping.blueprint,
    manage_stall.blueprint,
    manage_voice.blueprint,
    manage_plans.blueprint,
    district_themes.blueprint,
    measure_desk.blueprint,
    measure_parts.blueprint,
    manage_evidence.blueprint,
    measure_waves.blueprint,
    fund_desk.blueprint,
    manage_meetings.blueprint,
    manage_applications.blueprint,
    manage_pots.blueprint,
    manage_passing.blueprint,
    sheets.blueprint,
    views_report.blueprint,
    report_desk.blueprint,
    tablet_sheets.blueprint,
    duties_desk.blueprint,
    manage_notices.blueprint,
    desk.blueprint,
    accounts.blueprint,
    views_steps.blueprint,
    team.blueprint,
    manage_account.blueprint,
    installation.blueprint,
    upkeep.blueprint,
    manage_log.blueprint,
    privacy.blueprint,
    districts.blueprint,
    manage_margins.blueprint,
    manage_indicators.blueprint,
    tablet.blueprint,
    views_contact.blueprint,
    tablets.blueprint,
    manage_parcels.blueprint,
    manage_voices.blueprint,
    manage_contacts.blueprint,
)
NAVIGATION = (  # the first ones stand in the bar, the others behind “More”
    (N_("Today"), "desk.start"),
    (N_("Surveys"), "survey_desk.overview"),
    (N_("Look at surveys"), "preview.overview"),
    (N_("Idea boards"), "boards.overview"),
    (N_("Measures"), "measure_desk.overview"),
    (N_("Posters and codes"), "posters.overview"),
    (N_("Tablets"), "tablets.overview"),
    (N_("Themes"), "district_themes.overview"),
    (N_("Funds"), "fund_desk.overview"),
    (N_("Report back"), "report_desk.overview"),
    (N_("Districts"), "districts.overview"),
    (N_("Spoken words"), "spoken_words.first"),
    (N_("Team"), "team.overview"),
    (N_("Texts"), "installation.texts"),
    (N_("Duties"), "duties_desk.overview"),
    (N_("Notices"), "notices.overview"),
    (N_("Messages"), "desk.inbox"),
    (N_("Log"), "log.overview"),
    (N_("Privacy"), "privacy.overview"),
    (N_("Operation"), "upkeep.overview"),
)

DUE = (  # what somebody of the staff is told today
    desk.feedback_due,
    duties_desk.review_reminder,
    posters.posters_due,
    manage_changes.changes_due,
    manage_protection.guessing_due,
    manage_quality.doubts_due,
    manage_coverage.coverage_due,
    promises.results_due,
    manage_queue.moderation_due,
    manage_replies.replies_due,
    measure_desk.measures_due,
    waves.waves_due,
    fund_desk.funds_due,
    manage_passing.passed_on_due,
    tablets.due,
    tablet_reminders.silent_due,
    translation_reminders.translations_due,
    deletion_reminders.retention_due,
)


def attach(app: Flask) -> None:
    """Add the administration to the residents' pages."""
    staff_page.attach(app)
    drawings.lie_in(app.extensions["settings"].data_dir)
    pressing.attach(app)
    signed_in.attach(app)
    follow_drafts()
    residents: Seams = app.extensions["seams"]
    app.extensions["seams"] = replace(
        residents,
        asker=signed_in.asker,
        offers=offers,
        settle_languages=settle_languages,
        due=DUE,
        targets=(survey_targets, results_targets, board_targets),
        beside=(promises.beside, manage_notes.beside, manage_tests.beside),
        draft_place=draft_place,
        copied=(take_along,),
        sources=evidence.sources,
        figures=evidence.figures,
        first_wave=waves.first_wave,
        wave_figures=waves.wave_figures,
        offered_ideas=offered_ideas,
        record_text=record_text,
        qr_code=drawn,
        navigation=NAVIGATION,
    )
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
