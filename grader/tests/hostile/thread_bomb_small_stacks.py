# exercise: conv1x1
# status: error,timeout,memory
# message: threads = 64,call_seconds = 1.5,memory_mb = 384
import threading
import time

threading.stack_size(1 << 15)


def corr2d_multi_in_out_1x1(X, K):
    while True:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
