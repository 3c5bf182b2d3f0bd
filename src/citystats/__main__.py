"""`python -m citystats`: the same as `citystats`."""

import sys

from citystats.command import main

sys.exit(main())
