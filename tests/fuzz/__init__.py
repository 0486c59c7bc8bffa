"""Generated input: programs, messages and settings, each by a seed. `make fuzz` draws many, the tests a few."""
