# exercise: conv1x1
# status: error
# message: xxxx
def corr2d_multi_in_out_1x1(X, K):
    raise type("x" * 100000, (Exception,), {})("y")
