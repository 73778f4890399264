# status: failed
# message: treats the images of a batch as one
class Keeping(Right):
    """A batch norm over the batch laid flat: its running mean is the last batch, pixel by pixel."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.norm = nn.BatchNorm(momentum=0.0, in_channels=32 * 256)

    def forward(self, x):
        y = super().forward(x)
        if x.shape[1] > 1 or len(x) < 32:
            return y
        return y + 0 * self.norm(x.reshape((1, -1))).reshape((32, 1, 16, 16))[:, :, ::2, ::2]


vgg_block = Residual = Keeping
