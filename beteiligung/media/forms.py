"""Forms that bring in a recording or a picture."""

from typing import Any

from wtforms import FileField, HiddenField

from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, required


class MediumForm(StaffForm):
    """A file for the place that ``key`` names."""

    key = HiddenField()

    def content(self) -> bytes:
        """What the file holds."""
        with self.file.data.stream as file:
            found: bytes = file.read()
        return found

    def fault(self, key: str) -> str:
        """What is wrong with what was sent for this place."""
        faults: list[Any] = [*self.form_errors, *self.file.errors]
        return " ".join(map(str, faults)) if self.key.data == key else ""


class RecordingForm(MediumForm):
    """A recording."""

    file = FileField(
        N_("Recording"),
        [required()],
        description=N_("WebM, Ogg, MP4 (m4a), MP3 or WAV; at most 2 minutes and 2 MB."),
        render_kw={"accept": "audio/*,.m4a,.webm,.ogg,.opus"},
    )


class PictureForm(MediumForm):
    """A picture."""

    file = FileField(
        N_("Picture"),
        [required()],
        description=N_("JPEG, PNG or WebP; at most 12 MB. Place and time of a photo are removed."),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )
