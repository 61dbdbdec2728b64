"""All tables of the product, gathered so that Alembic can compare them with the database."""

from beteiligung import audit, chores, erasures
from beteiligung.abuse import models as abuse
from beteiligung.accounts import models as accounts
from beteiligung.authoring import models as authoring
from beteiligung.dashboards import models as dashboards
from beteiligung.db import Base
from beteiligung.districts import models as districts
from beteiligung.duties import models as duties
from beteiligung.fieldwork import models as fieldwork
from beteiligung.funds import models as funds
from beteiligung.funds import records as fund_records
from beteiligung.ideas import models as ideas
from beteiligung.ideas import records as idea_records
from beteiligung.media import models as media
from beteiligung.privacy import models as privacy
from beteiligung.qrcodes import models as qrcodes
from beteiligung.releases import models as releases
from beteiligung.subscriptions import models as subscriptions
from beteiligung.surveys import models as surveys
from beteiligung.themes import models as themes
from beteiligung.web import models as web

GATHERED = (
    abuse,
    accounts,
    audit,
    authoring,
    chores,
    dashboards,
    districts,
    duties,
    erasures,
    fieldwork,
    funds,
    fund_records,
    ideas,
    idea_records,
    media,
    privacy,
    qrcodes,
    releases,
    subscriptions,
    surveys,
    themes,
    web,
)
metadata = Base.metadata
