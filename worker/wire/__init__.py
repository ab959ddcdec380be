"""One article: from raw message to typed value. Pure."""
