"""Style: name_scope, prefixes of one's own and **kwargs handed through to every block; CRLF and tabs."""
from mxnet import nd
from mxnet.gluon import nn


class Residual(nn.Block):
	def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
		super().__init__(**kwargs)
		with self.name_scope():
			self.a = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides, prefix='a_')
			self.a_norm = nn.BatchNorm(prefix='a_norm_')
			self.b = nn.Conv2D(num_channels, kernel_size=3, padding=1, prefix='b_')
			self.b_norm = nn.BatchNorm(prefix='b_norm_')
			if use_1x1conv:
				self.c = nn.Conv2D(num_channels, kernel_size=1, strides=strides, prefix='c_')

	def forward(self, X):
		Y = self.b_norm(self.b(nd.relu(self.a_norm(self.a(X)))))
		if hasattr(self, 'c'):
			X = self.c(X)
		return nd.relu(X + Y)


def resnet_block(num_channels, num_residuals, first_block=False, **kwargs):
	blk = nn.Sequential(**kwargs)
	with blk.name_scope():
		for i in range(num_residuals):
			down = i == 0 and not first_block
			blk.add(Residual(num_channels, use_1x1conv=down, strides=2 if down else 1, prefix='residual%d_' % i))
	return blk


def resnet18(num_classes=10, **kwargs):
	net = nn.Sequential(**kwargs)
	with net.name_scope():
		net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3, prefix='stem_'), nn.BatchNorm(prefix='stem_norm_'),
				nn.Activation('relu'), nn.MaxPool2D(pool_size=3, strides=2, padding=1))
		for i, num_channels in enumerate([64, 128, 256, 512]):
			net.add(resnet_block(num_channels, 2, first_block=i == 0, prefix='stage%d_' % i))
		net.add(nn.GlobalAvgPool2D(), nn.Dense(num_classes, prefix='output_'))
	return net
