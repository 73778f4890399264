# exercise: conv1x1
# status: failed
# message: an object of type generator
def corr2d_multi_in_out_1x1(X, K):
    while True:
        yield 0
