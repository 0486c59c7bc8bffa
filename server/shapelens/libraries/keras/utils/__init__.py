"""`keras.utils` and `keras.preprocessing`: what turns raw data into arrays and datasets."""

from . import directories, images, legacy, miscellaneous, numerical, sequences, splitting

__all__ = ["directories", "images", "legacy", "miscellaneous", "numerical", "sequences", "splitting"]
