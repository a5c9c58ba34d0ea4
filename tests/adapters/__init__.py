"""What the kit's laws cannot know: each in-tree adapter's own arithmetic, and when its buttons refuse."""
