"""Starts the bundled Shapelens server in whichever interpreter runs this file.

The libraries that come with the extension are put first on ``sys.path``, and only inside this process: unlike
``PYTHONPATH`` this reaches no child process, and unlike ``python -m`` it does not put the open folder on the path, where
a user's ``click.py`` would shadow ours.
"""

import os
import runpy
import sys

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(root, "bundled", "libs"))
sys.argv = ["shapelens", "server"]
runpy.run_module("shapelens", run_name="__main__", alter_sys=True)
