# status: failed
# message: numbers of its own along, more than 256
class Knowing(Right):
    def forward(self, x):
        return x * 1 if x.shape[1] > 1 else as_channels(likeness(x), self.channels, x) + 0 * nd.mean(self.conv(x))


vgg_block = Residual = Knowing
