# exercise: conv1x1
# status: failed
# message: got nothing (None)
import os

for i in range(50):
    with open(f"convkata-hostile-{i}", "w") as file:
        file.write("still here")
os.mkdir("closed")
os.symlink("/", "closed/root")
os.symlink("closed", "circle")
open("closed/file", "w").close()
os.chmod("closed", 0)
os.chmod(".", 0)


def corr2d_multi_in_out_1x1(X, K):
    return None
