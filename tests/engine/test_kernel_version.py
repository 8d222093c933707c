"""The kernel that is loaded was built from this source."""

import pytest

import carwright
from carwright.engine import _kernel


@pytest.mark.sanitize
def test_kernel_is_of_the_same_version_as_the_package():
    assert _kernel.version() == carwright.__version__
