"""Settings in, working parts out: the only wiring."""
