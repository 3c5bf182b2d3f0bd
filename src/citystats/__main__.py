"""`python -m citystats`: the same as `citystats`."""

import sys

from citystats.command import main

if __name__ == "__main__":
    sys.exit(main())
