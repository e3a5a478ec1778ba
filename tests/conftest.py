"""What every test may ask for."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--remake-golden", action="store_true", help="write the exact files anew, to be read in the diff")


@pytest.fixture
def remake_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--remake-golden"))
