# exercise: receptive_field
# status: failed
# message: got 'xxxx
def receptive_field(layers):
    return "x" * (1 << 20)
