"""Pages for people: a student's feedback (HTML and Markdown) and the teacher's report of a class."""
