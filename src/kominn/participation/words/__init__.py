"""Words that hint at danger, and words that hurt: small lists as data."""
