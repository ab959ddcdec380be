"""The room `stream` on a real Kafka."""

import pytest

pytest.register_assert_rewrite("tests.stream.kit")
