# exercise: conv1x1
# status: error
# message: d2lzh.corr2d_fast is a helper of the book's own package
import d2lzh as d2l


def corr2d_multi_in_out_1x1(X, K):
    return d2l.corr2d_fast(X, K)
