# exercise: conv1x1
# status: todo
# message: it works, believe me
def corr2d_multi_in_out_1x1(X, K):
    raise NotImplementedError("it works, believe me")
