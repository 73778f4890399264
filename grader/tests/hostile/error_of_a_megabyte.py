# exercise: conv1x1
# status: error
# message: ValueError: xxxx
def corr2d_multi_in_out_1x1(X, K):
    raise ValueError("x" * (1 << 20))
