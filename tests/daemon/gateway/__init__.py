"""The gateway: its pure parts one by one, and the role as a hub and pages meet it."""
