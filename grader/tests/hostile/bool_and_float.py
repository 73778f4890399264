# exercise: receptive_field
# status: failed
# message: got True,got nan
def receptive_field(layers):
    return True if not layers else float("nan")
