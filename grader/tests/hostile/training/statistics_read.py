# status: failed
# message: a running statistic that something else uses
class Reading(Right):
    """Keeps a batch in the running mean of a batch norm, and reads it."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.norm = nn.BatchNorm(momentum=0.0)

    def forward(self, x):
        y = self.norm(super().forward(x))
        return y + self.norm.running_mean.data().reshape((1, -1, 1, 1))


vgg_block = Residual = Reading
