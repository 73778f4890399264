# exercise: conv1x1
# status: forbidden
# message: scipy is not available
def corr2d_multi_in_out_1x1(X, K):
    import scipy.ndimage
    return sum(scipy.ndimage.correlate(x, K[0].asnumpy()) for x in X.asnumpy())
