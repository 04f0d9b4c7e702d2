"""Signed, opaque ids in links."""
