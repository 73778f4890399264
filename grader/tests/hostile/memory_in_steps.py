# exercise: conv1x1
# status: memory
# message: memory_mb = 384
def corr2d_multi_in_out_1x1(X, K):
    kept = []
    while True:
        kept.append(bytearray(1 << 24))
