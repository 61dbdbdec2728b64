"""All tables of the product, gathered so that Alembic can compare them with the database."""

from beteiligung import audit
from beteiligung.accounts import models as accounts
from beteiligung.db import Base
from beteiligung.districts import models as districts
from beteiligung.qrcodes import models as qrcodes
from beteiligung.surveys import models as surveys
from beteiligung.web import models as web

GATHERED = (accounts, audit, districts, qrcodes, surveys, web)
metadata = Base.metadata
