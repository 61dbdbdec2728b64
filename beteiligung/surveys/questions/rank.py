"""An order of preference: what comes first, second, third."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from beteiligung.surveys.questions.kind import Figures, Kind, Posted, chosen
from beteiligung.surveys.questions.question import DECLINED, Entries, Question, Unacceptable
from beteiligung.text import N_


class Rank(Kind):
    """Options in a person's own order, best first; those that were left out have no rank."""

    name = "rank"
    figures = Figures.RANKS
    needs_options = True
    keys: ClassVar[frozenset[str]] = frozenset({"options", "max"})

    def limit(self, raw: Any) -> int:
        """How many ranks there are: at least one."""
        if not isinstance(raw, int) or isinstance(raw, bool) or raw < 1:
            raise ValueError(raw)
        return raw

    def collect(self, question: Question, posted: Posted) -> Entries:
        """The rank that was set beside each option, as it was set."""
        ranks = {
            option.code: values[-1]
            for option in question.options
            if (values := [v for v in posted.getlist(question.item_name(option)) if v])
        }
        if not ranks and posted.getlist(question.id) == [DECLINED]:
            return {question.id: None}
        return {question.id: ranks} if ranks else {}

    def clean(self, question: Question, given: Mapping[str, Any]) -> Entries:
        """The codes in order; no rank at all is no answer."""
        if given.get(question.id) in ([], {}):
            return {}
        return super().clean(question, given)

    def checked(self, question: Question, value: Any) -> list[str]:
        """Codes that the question has, each once, no more than there are ranks."""
        codes = _in_order(question, value) if isinstance(value, Mapping) else value
        if not isinstance(codes, list):
            codes = [codes]
        kept = [chosen(question, code) for code in codes]
        if len(set(kept)) < len(kept):
            raise Unacceptable(question.id, N_("Please give each rank only once."))
        if len(kept) > question.ranks:
            raise Unacceptable(
                question.id,
                N_("You have chosen %(chosen)s. Please choose at most %(max)s."),
                chosen=len(kept),
                max=question.ranks,
            )
        return kept


def ranks_set(value: Any) -> Mapping[str, str]:
    """The rank beside each option, from an order of codes or from what a form brought."""
    if isinstance(value, Mapping):
        return {str(code): str(rank) for code, rank in value.items()}
    return {str(code): str(at) for at, code in enumerate(value or (), 1)}


def _in_order(question: Question, ranks: Mapping[str, Any]) -> Sequence[str]:
    """The codes from what stands beside them; left-out ranks close up, equal ones are refused."""
    possible = {str(rank): rank for rank in range(1, question.ranks + 1)}
    if not {str(rank) for rank in ranks.values()} <= possible.keys():
        raise Unacceptable(question.id, N_("Please choose one of the answers shown."))
    if len({str(rank) for rank in ranks.values()}) < len(ranks):
        raise Unacceptable(question.id, N_("Please give each rank only once."))
    return sorted(ranks, key=lambda code: possible[str(ranks[code])])
