# exercise: conv1x1
# status: error
# message: cannot be printed
class Shy(Exception):
    def __str__(self):
        raise RuntimeError

    __repr__ = __str__


def corr2d_multi_in_out_1x1(X, K):
    raise Shy
