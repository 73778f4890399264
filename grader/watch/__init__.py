"""The student's session: `watch` with its parts, and what it remembers.

session.py is the loop: it hears of saved files, keys and results, keeps the model and lets a view show it. keys.py says
what each key does. engine.py judges in a thread of its own, which alone touches MXNet and the sandbox. screen.py and
plain.py are the views in a terminal and in a pipe; page.py shows the model in a browser, beside either of them.
"""
