"""The rules of the house, each a function from a tree to its violations.

A rule is proved twice: on the real tree, where it must find nothing, and on a
small tree with the violation planted, where it must find it.
"""
