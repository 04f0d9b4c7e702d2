"""The SendGrid stand-in: a real HTTP server on loopback for demo, tests and rehearsals.

    request -> http -> faults (scripted) -> validation (as SendGrid's pages say) -> letters (the truth, logged)
    letters -> behaviour (who opens, clicks, bounces) -> posting (signed events to the webhook)

It never sends mail anywhere.
"""

from mailer.sandbox.account import Account
from mailer.sandbox.behaviour import Shares
from mailer.sandbox.faults import Faults, read_faults
from mailer.sandbox.server import Sandbox, SandboxOptions

__all__ = ["Account", "Faults", "Sandbox", "SandboxOptions", "Shares", "read_faults"]
