# exercise: corr2d
# status: forbidden
# message: scipy is not available
from scipy.signal import correlate2d


def corr2d(X, K):
    return correlate2d(X.asnumpy(), K.asnumpy(), "valid")
