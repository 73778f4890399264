# exercise: conv1x1
# status: timeout
# message: call_seconds = 1.5
# One call into C, which no Python signal handler can interrupt.
def corr2d_multi_in_out_1x1(X, K):
    return max(range(10 ** 15))
