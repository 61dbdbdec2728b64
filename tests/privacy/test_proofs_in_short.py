"""What the long proofs of privacy show at length, in a few seconds."""

from tests.proofs import p20_anonymous, p21_deletion, rig
from tests.proofs.proof import Proof


def unmet(proofs: list[Proof]) -> list[str]:
    return [str(proof) for proof in proofs if not proof.met]


def test_nothing_of_who_asked_is_written_down():
    with rig.folder() as data, rig.database("SQLite", data) as url:
        assert not unmet(list(p20_anonymous.searched("SQLite", url, data)))


def test_contact_details_cannot_be_joined_with_answers():
    with rig.folder() as data, rig.database("SQLite", data) as url:
        found = p20_anonymous.joined("SQLite", url, data, trials=2, people=30, margin=0.2)
        assert not unmet(list(found))


def test_what_is_deleted_is_nowhere():
    with rig.folder() as data, rig.database("SQLite", data) as url:
        assert not unmet(list(p21_deletion.deleted("SQLite", url, data)))
