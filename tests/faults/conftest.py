"""What the tests of faults share."""

import pytest

from tests.faults.looking import blank_letters
from tests.world import World, make_world

__all__ = ["blank_letters"]


@pytest.fixture
def world(db: None) -> World:
    """Two States, their authorities and the people of the house."""
    return make_world()
