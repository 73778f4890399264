# exercise: conv1x1
# status: error
# message: processes = 0
import subprocess
import sys


def corr2d_multi_in_out_1x1(X, K):
    subprocess.run([sys.executable, "-c", "pass"])
