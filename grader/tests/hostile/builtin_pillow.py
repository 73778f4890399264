# exercise: conv1x1
# status: forbidden
# message: PIL is not available
def corr2d_multi_in_out_1x1(X, K):
    from PIL import ImageFilter
    return ImageFilter.Kernel((3, 3), [0, 0, 0, 0, 1, 0, 0, 0, 0])
