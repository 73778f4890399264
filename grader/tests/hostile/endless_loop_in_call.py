# exercise: conv1x1
# status: timeout
# message: call_seconds = 1.5
def corr2d_multi_in_out_1x1(X, K):
    while True:
        pass
