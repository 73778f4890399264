# exercise: conv1x1
# status: error,memory
# message: threads = 64,memory_mb = 384
import threading
import time


def corr2d_multi_in_out_1x1(X, K):
    while True:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
