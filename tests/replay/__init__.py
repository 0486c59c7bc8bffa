"""Simulated typing through the real server: what `make replay`, the protocol tests and the soak benchmark share."""
