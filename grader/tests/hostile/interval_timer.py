# exercise: conv1x1
# status: error
# message: TimeoutError: not now
# A handler that raises wherever it happens to strike.
import signal
import time


def strike(*_):
    raise TimeoutError("not now")


def corr2d_multi_in_out_1x1(X, K):
    signal.signal(signal.SIGALRM, strike)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    time.sleep(1)
