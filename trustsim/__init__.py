"""How trust grows, breaks and mends between people."""
