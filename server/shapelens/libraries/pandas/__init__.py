"""pandas, as far as frames and series can be known without their files: numbers of rows and columns, names of columns."""

from . import frames, functions, indexes, indexing, series

__all__ = ["frames", "functions", "indexes", "indexing", "series"]
