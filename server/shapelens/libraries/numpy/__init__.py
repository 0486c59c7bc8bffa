"""NumPy. Its functions of arrays are in `libraries/arrays`; here are its constants, dtypes, random sources and oddities."""

from .. import arrays
from . import constants, functions, grids

__all__ = ["arrays", "constants", "functions", "grids"]
