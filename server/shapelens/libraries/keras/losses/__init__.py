"""Keras's losses: what they accept (`shapes.py`), and their classes and functions (`classes.py`)."""
