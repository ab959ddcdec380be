"""Reading one article: from raw message to typed value. Pure."""
