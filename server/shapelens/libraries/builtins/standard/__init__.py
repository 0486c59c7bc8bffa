"""The standard library, as far as it matters to shapes: one file a topic, loaded when a program imports it.

A module of which nothing is defined here is still known: whatever it holds is unknown, and its source is never read.
"""
