"""Numbered examples, each with a README, its manifests or code, and a test; `demo` runs the first."""
