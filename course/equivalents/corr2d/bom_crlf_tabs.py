"""Style: a UTF-8 byte order mark, CRLF line ends, tabs."""
from mxnet import nd
from mxnet.gluon import nn


def corr2d(X, K):
	h, w = K.shape
	Y = nd.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
	i = 0
	while i < Y.shape[0]:
		j = 0
		while j < Y.shape[1]:
			Y[i, j] = nd.dot(X[i: i + h, j: j + w].reshape(-1), K.reshape(-1))  # 一维向量的内积
			j += 1
		i += 1
	return Y


class Conv2D(nn.Block):
	def __init__(self, kernel_size, **kwargs):
		super(Conv2D, self).__init__(**kwargs)
		self.weight = self.params.get('weight', shape=kernel_size)
		self.bias = self.params.get('bias', shape=(1,))

	def forward(self, x):
		return corr2d(x, self.weight.data()) + self.bias.data()
