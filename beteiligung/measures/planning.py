"""Plans of the city: brought in as a file, all of it or nothing."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.measures.models import Goal, Plan
from beteiligung.measures.plan_file import Line, read_plans


def import_plans(
    session: Session, asker: Asker | None, content: bytes, *, at: datetime
) -> list[Line]:
    """Take over plans with their goals; goals of the same number are changed, others stay."""
    lines = read_plans(content)
    known = {plan.name: plan for plan in session.scalars(select(Plan))}
    for line in lines:
        plan = known.get(line.plan)
        if plan is None:
            plan = known[line.plan] = Plan(name=line.plan)
            session.add(plan)
        plan.valid_from, plan.valid_to = line.valid_from, line.valid_to
        goal = next((goal for goal in plan.goals if goal.code == line.code), None)
        if goal is None:
            goal = Goal(code=line.code)
            plan.goals.append(goal)
        goal.field, goal.name = line.field, dict(line.name)
    session.flush()
    for name in dict.fromkeys(line.plan for line in lines):
        audit.note(session, asker, "import_plan", f"plan:{name}", at=at)
    return lines
