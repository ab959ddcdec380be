"""Whether the tests notice when the code is wrong."""
