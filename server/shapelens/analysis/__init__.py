"""From source text to an `Analysis`, incrementally; suppression comments; a project's settings."""
