"""The examples, used as their readers use them."""
