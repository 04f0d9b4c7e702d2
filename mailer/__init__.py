"""mailer: a press release becomes a donation appeal, goes to the right people once, and is reported on."""

__version__ = "0.1.0"
