# exercise: receptive_field
# status: failed
# message: got True
def receptive_field(layers):
    return True if not layers else float("nan")
