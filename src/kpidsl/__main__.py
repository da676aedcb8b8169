"""`python -m kpidsl`."""

from kpidsl.cli import main

main()
