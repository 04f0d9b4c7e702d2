"""Claim a batch, personalize, send, record."""
