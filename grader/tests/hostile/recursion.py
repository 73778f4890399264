# exercise: conv1x1
# status: error
# message: RecursionError
def corr2d_multi_in_out_1x1(X, K):
    return corr2d_multi_in_out_1x1(X, K)
