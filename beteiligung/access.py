"""Who may see what: roles, the audience of every page, and the guard that asks."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar, cast

from beteiligung.errors import Forbidden, NotFound, SignInNeeded

View = TypeVar("View", bound=Callable[..., Any])


class Role(enum.StrEnum):
    """What somebody of the staff does."""

    ADMIN = "admin"  # the whole installation
    MANAGER = "manager"  # everything in her districts
    PILOT = "pilot"  # fieldwork in his districts
    VIEWER = "viewer"  # looks at results of his districts


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody of the staff who is signed in: plain values, so that the inside can be asked."""

    id: int
    name: str
    email: str = ""
    admin: bool = False
    roles: Mapping[int, Role] = field(default_factory=dict)  # by district id

    def districts(self, *roles: Role) -> frozenset[int] | None:
        """The districts in which this person has one of the roles; none given: any role.

        ``None`` means all districts (an admin's answer).
        """
        if self.admin:
            return None
        return frozenset(d for d, role in self.roles.items() if not roles or role in roles)

    def has(self, *roles: Role) -> bool:
        """Whether this person has one of the roles anywhere."""
        return self.admin or any(role in roles for role in self.roles.values())


class Audience(NamedTuple):
    """For whom a page is: everybody, or these roles."""

    roles: frozenset[Role] | None = None  # None: everybody

    @property
    def is_public(self) -> bool:
        """Whether residents may see it."""
        return self.roles is None


def public(view: View) -> View:
    """Mark a page for everybody."""
    cast("Any", view).audience = Audience()
    return view


def staff(*roles: Role) -> Callable[[View], View]:
    """Mark a page for staff in one of these roles; admins always may."""

    def mark(view: View) -> View:
        cast("Any", view).audience = Audience(frozenset({*roles, Role.ADMIN}))
        return view

    return mark


def audience_of(view: object) -> Audience | None:
    """The declared audience of a view, or none."""
    return cast("Audience | None", getattr(view, "audience", None))


def guard(view: object, who: Callable[[], Asker | None]) -> None:
    """Let a request through to a view, or refuse: a view without an audience does not answer."""
    audience = audience_of(view)
    if audience is None:
        raise NotFound
    if audience.is_public:
        return
    asker = who()
    if asker is None:
        raise SignInNeeded
    if not asker.has(*(audience.roles or ())):
        raise Forbidden
