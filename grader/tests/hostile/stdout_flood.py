# exercise: conv1x1
# status: output
# message: output_mb = 4
def corr2d_multi_in_out_1x1(X, K):
    while True:
        print("x" * 100000)
