"""Security headers of every answer: a strict content policy, no third party, no referrer out."""

from collections.abc import Callable, Iterable
from typing import Any

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

REPORTS = "/bericht"  # where browsers say that they refused something; see web/reports.py
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    f"form-action 'self'; frame-ancestors 'none'; report-uri {REPORTS}"
)
# For a page that another page of ours shows in a frame: a view puts it on its own answer.
FRAMED = ("Content-Security-Policy", POLICY.replace("ancestors 'none'", "ancestors 'self'"))
ALWAYS = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "geolocation=(self), camera=(), microphone=(), browsing-topics=()"),
]
# On pages on which people record what they say.
MICROPHONE = dict(ALWAYS)["Permissions-Policy"].replace("microphone=()", "microphone=(self)")
OF_PAGES = {"Content-Security-Policy", "Permissions-Policy"}
HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
NOT_KEPT = ("Cache-Control", "no-store")


def protected(application: Application, *, https: bool) -> Application:
    """The application with these headers on everything it answers, errors and files included.

    What says nothing about caching is stored nowhere. It wraps the whole application, since adding
    headers one by one inside the framework costs as much as a bare route.
    """
    always = [*ALWAYS, HSTS] if https else ALWAYS
    never_kept = [*always, NOT_KEPT]

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:  # noqa: ANN401 - WSGI's own
            own = {name for name, _ in headers}
            added = always if "Cache-Control" in own else never_kept
            if not own.isdisjoint(OF_PAGES):  # the few pages that may do more, or even less
                added = [header for header in added if header[0] not in own]
            return start(status, headers + added, *more)

        return application(environ, begin)

    return answer
