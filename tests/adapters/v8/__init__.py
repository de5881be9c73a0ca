"""The adapter for Node.js, piece by piece."""
