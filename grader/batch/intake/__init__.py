"""What was handed in for a class: names, archives, layouts, notebooks."""
