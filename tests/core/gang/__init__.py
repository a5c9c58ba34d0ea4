"""Plans, choices and links, by table."""
