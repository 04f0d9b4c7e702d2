"""`python -m mailer` is the same as `mailer`."""

from mailer.cli import main

main()
