"""The course's data: what is taught, allowed and limited."""
