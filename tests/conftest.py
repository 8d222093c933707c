"""Settings that every test shares."""

import os

from hypothesis import settings

# A slow machine is no fault of the code under test, hence no deadline; continuous integration
# must give the same verdict on the same commit, hence no random examples there.
settings.register_profile("local", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")
