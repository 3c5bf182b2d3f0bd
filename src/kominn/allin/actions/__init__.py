"""Deeds of a course and of a concept.

What a seat does leaves nothing in the trail: nobody is to be found by it. What a colleague does to
a concept is recorded, as everywhere.
"""
