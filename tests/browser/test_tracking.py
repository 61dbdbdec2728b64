"""Residents are not followed: no page for them leaves anything, or asks anybody else."""

from playwright.sync_api import Browser

from tests.proofs import p22_tracking, rig


def test_a_device_keeps_nothing_before_the_first_answer(browser: Browser):
    with (
        rig.folder() as data,
        rig.database("SQLite", data) as url,
        rig.platform(url, data) as app,
    ):
        slug = p22_tracking.fill(app.extensions["store"])
        pages = p22_tracking.addresses(app, slug, ("ar",))
        with p22_tracking.served(app) as home:
            proofs = list(p22_tracking.followed(browser, home, pages))
    assert not [str(proof) for proof in proofs if not proof.met]
