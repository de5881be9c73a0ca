"""Tests of the terminals role."""
