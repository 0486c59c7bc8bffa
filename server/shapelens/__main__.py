"""`python -m shapelens`. With `-m` the current folder comes first on the path; there a project's `click.py` would shadow the real one."""

import os
import sys

_HERE = os.getcwd()
_OWN = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
if _OWN != _HERE:
    sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder) != _HERE]

from shapelens.cli.main import main  # noqa: E402

if __name__ == "__main__":
    main()
