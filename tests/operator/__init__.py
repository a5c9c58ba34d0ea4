"""Tests of what the hub does inside a cluster: reviews, groups, the lead."""
