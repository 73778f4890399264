"""Style: parameters from layers, everything without parameters from nd: Activation, Pooling, Dropout, flatten; tabs."""
from mxnet import nd
from mxnet.gluon import nn


class Block(nn.Block):
	def __init__(self, num_convs, num_channels):
		super().__init__()
		self.convs = [nn.Conv2D(num_channels, kernel_size=3, padding=1) for _ in range(num_convs)]
		for i, conv in enumerate(self.convs):
			self.register_child(conv, 'conv' + str(i))

	def forward(self, X):
		for conv in self.convs:
			X = nd.Activation(conv(X), act_type='relu')
		return nd.Pooling(X, pool_type='max', kernel=(2, 2), stride=(2, 2))


class Net(nn.Block):
	def __init__(self, conv_arch):
		super().__init__()
		self.stages = [Block(*pair) for pair in conv_arch]
		for stage in self.stages:
			self.register_child(stage)
		self.last = nn.Dense(10, flatten=False)
		self.first = nn.Dense(4096, flatten=False)
		self.second = nn.Dense(4096, flatten=False)

	def forward(self, X):
		for stage in self.stages:
			X = stage(X)
		X = nd.flatten(X)
		X = nd.Dropout(nd.relu(self.first(X)), p=0.5)
		X = nd.Dropout(nd.relu(self.second(X)), p=0.5)
		return self.last(X)


vgg_block = Block
vgg = Net
