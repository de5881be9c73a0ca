"""What crosses a boundary: frames, messages, states, errors, settings, paths.

Every other folder may import this one; this one imports none of them.
"""
