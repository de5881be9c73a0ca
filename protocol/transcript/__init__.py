"""The Markdown grammar: what an agent asked in a file, and what is written as its answer.

Text in, text out: no clock, no files, no state.  ``read`` finds requests,
``write`` makes edits as values; whoever owns the file applies them.
"""
