"""Benches: `make bench`. Each compares with an anchor in the same run and prints the ratio.

Times of one machine mean little; ratios travel. Nothing here asserts a time.
"""
