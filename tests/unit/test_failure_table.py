"""What may go wrong between us and the provider, and which tests hold each promise.

One row per failure: what is promised, and the tests of it as `module:name`. A test that is gone, or was renamed,
shows here.
"""

from dataclasses import dataclass
from importlib import import_module

import pytest

SENDGRID = "tests.unit.transports.sendgrid"
LEDGER = "tests.contracts.test_ledger_outcomes"


@dataclass(frozen=True)
class Row:
    failure: str
    promise: str
    tests: tuple[str, ...]


TABLE = (
    Row(
        "429",
        "nothing lost or doubled, every worker waits 1 to 120 seconds, whatever the reset says",
        (
            f"{SENDGRID}.test_failures:test_a_429_sends_nothing_and_waits_between_one_and_120_seconds",
            f"{SENDGRID}.test_answers:test_the_wait_after_a_429_is_never_long_and_never_nothing",
            f"{SENDGRID}.test_answers:test_without_a_reset_each_429_in_a_row_waits_twice_as_long",
            f"{SENDGRID}.test_preparing:test_a_429_says_when_everybody_may_come_back",
            "tests.unit.test_sending:test_where_making_ready_is_asked_to_slow_down_every_worker_waits",
        ),
    ),
    Row(
        "5xx, also of a provider that has taken the mail",
        "doubt, never tried again by itself, nobody twice",
        (
            f"{SENDGRID}.test_failures:test_an_unclear_end_is_unknown_and_is_not_tried_again",
            "tests.unit.test_sending:test_whatever_ends_without_a_clear_answer_is_doubt",
            "tests.journeys.test_settling:"
            "test_what_sendgrids_logs_hold_went_out_and_is_settled_by_the_worker_itself",
        ),
    ),
    Row(
        "401, 403",
        "the campaign pauses, the rest stays planned, key or sender is named",
        (
            f"{SENDGRID}.test_failures:"
            "test_what_cannot_get_better_stops_the_campaign_and_says_what_to_mend",
            f"{SENDGRID}.test_answers:"
            "test_a_refused_key_and_a_refused_sender_are_told_apart_with_the_providers_words",
            f"{SENDGRID}.test_preparing:"
            "test_a_key_that_may_not_send_is_a_setting_to_mend_and_nothing_is_posted",
            "tests.journeys.test_before_anybody:"
            "test_a_key_that_may_not_send_ends_the_worker_and_everybody_waits",
            "tests.journeys.test_before_anybody:"
            "test_a_sender_that_is_not_verified_pauses_the_campaign",
        ),
    ),
    Row(
        "413",
        "halved until it fits; one alone that is too large is refused",
        (
            f"{SENDGRID}.test_failures:test_what_is_too_large_for_the_provider_is_halved",
            f"{SENDGRID}.test_isolating:test_what_is_too_large_is_halved_until_it_fits",
            f"{SENDGRID}.test_isolating:test_a_lone_letter_that_is_too_large_is_refused",
        ),
    ),
    Row(
        "400 for people",
        "at most 2 log2(n) + 1 calls for one; the others get it once",
        (
            f"{SENDGRID}.test_isolating:test_one_bad_recipient_costs_few_calls_wherever_they_stand",
            f"{SENDGRID}.test_isolating:"
            "test_a_field_that_names_the_wrong_person_harms_nobody_and_costs_little",
            f"{SENDGRID}.test_isolating:test_whoever_is_bad_is_refused_and_everybody_else_gets_it_once",
            f"{SENDGRID}.test_isolating:test_all_bad_are_all_refused",
            f"{SENDGRID}.test_failures:test_bad_recipients_are_refused_and_the_others_get_it_once",
            f"{SENDGRID}.test_failures:"
            "test_one_bad_recipient_in_a_thousand_costs_at_most_twenty_calls",
        ),
    ),
    Row(
        "400 for the message",
        "found in sandbox mode, or by the first request: the campaign pauses, nobody is searched for",
        (
            f"{SENDGRID}.test_preparing:"
            "test_a_message_that_is_refused_stops_with_sendgrids_field_and_words",
            f"{SENDGRID}.test_failures:test_a_400_for_the_whole_request_stops_and_loses_nobody",
            f"{SENDGRID}.test_isolating:"
            "test_a_complaint_about_the_message_is_one_call_and_loses_nobody",
            "tests.journeys.test_before_anybody:"
            "test_a_message_that_is_refused_pauses_the_campaign_with_field_and_words",
        ),
    ),
    Row(
        "trouble before anybody could get anything",
        "an outage, never a doubt",
        (
            f"{SENDGRID}.test_preparing:"
            "test_whatever_is_unclear_in_sandbox_mode_is_an_outage_and_never_a_doubt",
            f"{SENDGRID}.test_preparing:test_an_outage_while_asking_for_rights_is_an_outage",
            "tests.unit.test_sending:"
            "test_what_is_in_the_way_before_the_first_batch_is_told_and_nothing_is_sent",
        ),
    ),
    Row(
        "before a byte: name, connection, TLS",
        "tried again",
        (
            f"{SENDGRID}.test_failures:test_a_closed_port_means_that_nothing_was_sent",
            f"{SENDGRID}.test_failures:test_a_name_that_leads_nowhere_means_that_nothing_was_sent",
            f"{SENDGRID}.test_failures:test_a_handshake_that_fails_means_that_nothing_was_sent",
            f"{SENDGRID}.test_answers:test_only_what_was_surely_not_written_is_down",
            "tests.unit.test_sending:test_a_provider_that_is_down_leaves_the_batch_waiting",
        ),
    ),
    Row(
        "after bytes: hang, reset, half a status line, a cut body",
        "doubt, settled by the attempt's own word",
        (
            f"{SENDGRID}.test_failures:test_an_unclear_end_is_unknown_and_is_not_tried_again",
            f"{SENDGRID}.test_failures:test_a_garbled_answer_is_unknown",
            f"{LEDGER}:test_one_event_of_the_attempt_proves_the_whole_call",
            f"{LEDGER}:test_an_event_that_came_before_the_doubt_settles_it_too",
            f"{LEDGER}:test_an_event_of_a_part_proves_only_the_people_it_is_about",
        ),
    ),
    Row(
        "a redirect",
        "doubt, and the key goes nowhere",
        (f"{SENDGRID}.test_failures:test_a_redirect_is_unknown_and_the_key_goes_nowhere",),
    ),
    Row(
        "kill -9",
        "nobody skipped, nobody twice, only what was on its way in doubt",
        (
            "tests.journeys.test_crash:"
            "test_two_workers_on_one_file_killed_again_and_again_send_to_everybody_once",
            "tests.journeys.test_crash:"
            "test_three_workers_on_postgresql_killed_again_and_again_send_to_everybody_once",
            f"{LEDGER}:test_a_lease_that_runs_out_is_doubt_and_nothing_else",
            f"{LEDGER}:test_a_late_answer_of_the_same_attempt_ends_the_doubt",
        ),
    ),
    Row(
        "the database is gone after a yes",
        "no call without a claim; a yes is written down later",
        (
            "tests.unit.test_sending:test_without_a_claim_nothing_is_sent",
            "tests.unit.test_sending:test_a_yes_is_written_down_once_the_database_is_back",
            "tests.unit.test_sending:test_a_yes_outlives_its_lease_in_a_worker_that_lives",
        ),
    ),
    Row(
        "doubt",
        "the provider's records settle it where they prove it; else a person, who sees whom it puts at risk",
        (
            f"{SENDGRID}.test_records:test_a_message_of_this_attempt_is_told_as_the_webhook_tells_it",
            f"{SENDGRID}.test_records:test_what_carries_another_attempt_proves_nothing",
            f"{SENDGRID}.test_records:test_no_shape_of_an_answer_breaks_the_look",
            "tests.journeys.test_settling:"
            "test_what_no_log_holds_stays_in_doubt_with_the_numbers_as_evidence",
            "tests.journeys.test_settling:"
            "test_an_account_without_logs_says_so_once_and_is_not_asked_again",
            "tests.journeys.test_settling:"
            "test_after_half_an_hour_without_a_trace_a_person_has_to_decide",
            "tests.contracts.test_ledger_doubts:"
            "test_each_has_its_turn_a_minute_apart_and_the_same_one_after_ten",
            "tests.unit.test_settling_words:"
            "test_each_batch_in_doubt_is_told_with_its_evidence_and_the_people_at_risk",
            f"{LEDGER}:test_nothing_is_sent_again_of_a_cancelled_campaign",
        ),
    ),
    Row(
        "a campaign that must not stand",
        "stopped within one batch, asked back, and corrected to exactly those who have it or may have",
        (
            f"{LEDGER}:test_a_batch_in_flight_finishes_after_pause",
            f"{LEDGER}:test_after_cancel_nothing_waits_any_more",
            "tests.contracts.test_received:test_whoever_got_it_or_may_have_got_it_and_nobody_else",
            "tests.journeys.test_retraction:"
            "test_the_correction_is_to_exactly_those_and_to_nobody_who_must_not_be_written_to",
            f"{SENDGRID}.test_records:test_what_the_stand_in_holds_for_later_ends_with_its_batch_id",
        ),
    ),
    Row(
        "bare, late, doubled or reordered events",
        "counted once, matched by the address where they carry no id",
        (
            "tests.unit.test_ingestion:test_a_complaint_and_an_unsubscribe_stop_at_once",
            "tests.contracts.test_events_store:"
            "test_what_several_tell_at_once_is_new_to_one_of_them",
        ),
    ),
    Row(
        "forged or replayed events",
        "403, and nothing changes",
        (
            "tests.unit.test_ingestion:test_forged_events_change_nothing",
            f"{SENDGRID}.test_events:"
            "test_whatever_is_not_exactly_signed_is_rejected_in_the_same_words",
        ),
    ),
    Row(
        "header injection, a tag in a value, a template's words in a name",
        "they stay what they are",
        (
            "tests.contracts.test_transports:test_a_value_that_looks_like_a_tag_stays_what_it_is",
            f"{SENDGRID}.test_payload:test_a_value_never_holds_a_tag",
            f"{SENDGRID}.test_payload:test_headers_are_never_injected_through_the_unsubscribe_link",
        ),
    ),
    Row(
        "secrets in logs",
        "none",
        (
            "tests.contracts.test_transports:test_nothing_is_logged_that_tells_a_person_or_the_key",
            f"{SENDGRID}.test_failures:"
            "test_the_library_of_sendgrid_logs_nothing_even_when_it_fails",
        ),
    ),
    Row(
        "two clicks on send",
        "one blast, of exactly the plan that was approved",
        (
            "tests.contracts.test_ledger_invariants:test_two_people_who_send_at_once_send_once",
            "tests.journeys.test_blast:TestTheStraightWay."
            "test_a_second_send_is_a_conflict_that_says_when_it_went",
        ),
    ),
)


@pytest.mark.parametrize("row", TABLE, ids=[row.failure for row in TABLE])
def test_each_promise_has_its_tests(row: Row) -> None:
    assert row.promise
    assert row.tests
    for each in row.tests:
        module, _, name = each.partition(":")
        found: object = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        assert callable(found)
