"""`python -m shapelens`."""

from .cli.main import main

main()
