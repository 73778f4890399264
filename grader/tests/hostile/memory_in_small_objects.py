# exercise: conv1x1
# status: memory
# message: memory_mb = 384
# Where nothing is left, the words to say so may be missing as well.
kept = []


def corr2d_multi_in_out_1x1(X, K):
    while True:
        kept.append(bytes(100000))
