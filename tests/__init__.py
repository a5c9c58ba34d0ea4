"""Tests, in the tree of what they test. Records that several need are made in `tests.workloads`."""
