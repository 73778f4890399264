# exercise: conv1x1
# status: memory,error
# message: memory_mb = 384,Cannot allocate memory
import mmap


def corr2d_multi_in_out_1x1(X, K):
    mmap.mmap(-1, 1 << 40)
