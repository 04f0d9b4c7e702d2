"""A campaign goes out: checked, proofed, planned, approved, scheduled, sent, steered, settled.

check ──> findings, and what a person waived
proof ──> the frozen message to staff, as real contacts would get it
plan ──> who would get it, the risks, a fingerprint           approve ──> a person's yes to exactly that
send, schedule ── plan NOW, equal to what was approved? ──> batches in the ledger
run_worker ── claim, personalize, transport, record ──> status; settle what is in doubt
retract ──> stopped for good, and a correction begun for whoever has it
"""

from mailer.operations.blast.adopting import adopt, refusal
from mailer.operations.blast.auditing import audit
from mailer.operations.blast.checks import Look, Visit, as_sarif, check, unseen, unvisited
from mailer.operations.blast.everyone import Tell, silent
from mailer.operations.blast.plans import approve, plan_campaign
from mailer.operations.blast.proofs import proof
from mailer.operations.blast.retracting import retract
from mailer.operations.blast.settling import look_up, settle
from mailer.operations.blast.siblings import siblings
from mailer.operations.blast.starting import schedule, send
from mailer.operations.blast.steering import cancel, pause, resume, status
from mailer.operations.blast.visiting import visit
from mailer.operations.blast.working import (
    held_back,
    left_behind,
    outstanding,
    run_worker,
    waiting_for_a_person,
)

__all__ = [
    "Look",
    "Tell",
    "Visit",
    "adopt",
    "approve",
    "as_sarif",
    "audit",
    "cancel",
    "check",
    "held_back",
    "left_behind",
    "look_up",
    "outstanding",
    "pause",
    "plan_campaign",
    "proof",
    "refusal",
    "resume",
    "retract",
    "run_worker",
    "schedule",
    "send",
    "settle",
    "siblings",
    "silent",
    "status",
    "unseen",
    "unvisited",
    "visit",
    "waiting_for_a_person",
]
