# exercise: conv1x1
# status: crashed
# message: not a valid answer
import os

for fd in range(64):
    try:
        os.write(fd, b"CVK1" + b"\xff" * 100)
    except OSError:
        pass
