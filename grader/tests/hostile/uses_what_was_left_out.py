# exercise: conv1x1
# status: error
# message: helper is not there: line 4 of conv1x1.py was left out
helper = undefined_name(3)


def corr2d_multi_in_out_1x1(X, K):
    return helper(X, K)
