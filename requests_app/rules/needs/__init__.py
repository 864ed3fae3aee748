"""What an action needs before it may be done: each need is one small rule.

A need answers with findings. `given` is None when only the button is asked about, and
then rules on what is to be typed stay silent.
"""

from requests_app.rules.needs import decisions, outcomes, papers, request
from requests_app.rules.needs.base import Given, Rule

__all__ = ["NEEDS", "Given", "Rule"]

NEEDS: dict[str, Rule] = {
    "HAS_MEASURE": request.has_measure,
    "HAS_LEGAL_BASIS": request.has_legal_basis,
    "COMPLETE": request.complete,
    "PERSONS_EXPLAINED": request.persons_explained,
    "CONFORMITY": request.conformity,
    "HAS_ADDRESSEE": request.has_addressee,
    "LANGUAGE_ACCEPTED": request.language_accepted,
    "SAME_CONTENTS": request.same_contents,
    "NOT_TRANSMITTED": request.not_transmitted,
    "FOUR_EYES": request.four_eyes,
    "FOUR_EYES_EXECUTION": request.four_eyes_execution,
    "NOT_IN_FUTURE": request.not_in_future,
    "DATE_AHEAD": request.date_ahead,
    "REVIEW_AHEAD": request.review_ahead,
    "REPLY_AHEAD": request.reply_ahead,
    "NEXT_ACTION_AHEAD": request.next_action_ahead,
    "CHANNEL_OPEN": papers.channel_open,
    "CHANNEL_NAMED": papers.channel_named,
    "LEFT_AFTER_WRITTEN": papers.left_after_written,
    "URGENT": papers.urgent,
    "ORAL_FORM_OPEN": papers.oral_form_open,
    "CONFIRMATION_OWED": papers.confirmation_owed,
    "LETTER_READY": papers.letter_ready,
    "LETTER_NOT_DISPATCHED": papers.letter_not_dispatched,
    "DECISION_LETTER_NOT_DISPATCHED": papers.decision_letter_not_dispatched,
    "LETTER_CHOSEN_READY": papers.letter_chosen_ready,
    "LETTER_CHOSEN_NOT_DISPATCHED": papers.letter_chosen_not_dispatched,
    "LETTER_CHOSEN_LOST": papers.letter_chosen_lost,
    "OTHER_STATE_TOLD": papers.other_state_told,
    "NO_LETTER_WAITING": papers.no_letter_waiting,
    "ASSESSED": decisions.assessed,
    "PERMITTED_GROUND": decisions.permitted_ground,
    "CONSULTED_TO_REFUSE": decisions.consulted_to_refuse,
    "POSTPONEMENT_OPEN": decisions.postponement_open,
    "CONSULTED_TO_POSTPONE": decisions.consulted_to_postpone,
    "THEIR_REFUSAL": decisions.their_refusal,
    "THEIR_REASONS_FOR_POSTPONING": decisions.their_reasons_for_postponing,
    "CONDITIONS_SETTLED": decisions.conditions_settled,
    "BINDING_NOTICE": decisions.binding_notice,
    "CONTENTS_KNOWN": decisions.contents_known,
    "DEFICIENCY_SHOWN": decisions.deficiency_shown,
    "ASKED_FIRST": decisions.asked_first,
    "DECIDED_STAYS": outcomes.decided_stays,
    "MEASURES_OPEN": outcomes.measures_open,
    "NOT_YET_GRANTED": outcomes.not_yet_granted,
    "MEASURES_GRANTED": outcomes.measures_granted,
    "MEASURES_EXECUTED": outcomes.measures_executed,
    "RELEASED": outcomes.released,
    "NOT_RELEASED": outcomes.not_released,
    "OUTCOME_PER_MEASURE": outcomes.outcome_per_measure,
    "RESULTS_HAVE_LEFT": outcomes.results_have_left,
    "CORRECTION_READABLE": outcomes.correction_readable,
}
