"""Security headers of every answer: a strict content policy, no third party, no referrer out."""

from flask import Flask, Response, request

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
ALWAYS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "geolocation=(), camera=(), microphone=(), browsing-topics=()"),
)
HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def protect(app: Flask, response: Response) -> Response:
    """Add the headers; pages are never stored by a cache in between."""
    headers = response.headers
    headers.extend(ALWAYS)
    if app.config["HTTPS"]:
        headers.extend((HSTS,))
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    if request.endpoint != "static" and "Vary" not in headers:
        headers["Vary"] = "Accept-Language"
    return response
