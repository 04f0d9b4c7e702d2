"""The ledger's stories, each on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from tests.contracts.stories import Story, opened, person


@pytest.fixture
def story(database_url: str) -> Iterator[Story]:
    store = opened(database_url)
    yield Story(store)
    store.close()


@pytest.fixture
def five(story: Story) -> Story:
    story.import_people([person(number) for number in range(5)])
    return story
