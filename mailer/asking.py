"""Giving history -> ask amounts and donation links."""
