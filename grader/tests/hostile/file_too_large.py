# exercise: conv1x1
# status: output
# message: file_mb = 1
def corr2d_multi_in_out_1x1(X, K):
    with open("large", "wb") as file:
        while True:
            file.write(bytes(1 << 16))
