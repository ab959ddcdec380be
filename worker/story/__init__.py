"""Many articles: which are one story, in what order, and what that story now says. Pure."""
