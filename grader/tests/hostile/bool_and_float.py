# exercise: receptive_field
# status: failed
# message: is expected, True came
def receptive_field(layers):
    return True if not layers else float("nan")
