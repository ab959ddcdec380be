"""Many articles: which of them are one story, in what order, and what the story says now. Pure."""
