# status: crashed
# message: a graph of other than 1 to 2000 operators
class Deep(Right):
    def forward(self, x):
        y = super().forward(x)
        for _ in range(3000):
            y = y + y * 0
        return y


vgg_block = Residual = Deep
