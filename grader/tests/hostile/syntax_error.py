# exercise: conv1x1
# status: error
# message: is never closed
def corr2d_multi_in_out_1x1(X, K:
    return X
