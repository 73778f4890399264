"""Style: plain Python lists; the maximum is the last of the sorted window; tabs and prints."""
from mxnet import nd


def window(rows, top, left, size):
	"""Values inside the input; places in the padding are left out."""
	return [rows[r][c]
			for r in range(max(0, top), min(len(rows), top + size[0]))
			for c in range(max(0, left), min(len(rows[0]), left + size[1]))]


def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
	rows = X.asnumpy().tolist()
	out = []
	top = -padding[0]
	while top + pool_size[0] <= len(rows) + padding[0]:
		line = []
		left = -padding[1]
		while left + pool_size[1] <= len(rows[0]) + padding[1]:
			values = window(rows, top, left, pool_size)
			if mode == 'max':
				line.append(sorted(values)[-1])
			else:
				line.append(sum(values) / pool_size[0] / pool_size[1])
			left += stride[1]
		out.append(line)
		top += stride[0]
	print(len(out), 'x', len(out[0]))
	return nd.array(out)


def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
	Y = None
	for c in range(X.shape[0]):
		y = pool2d(X[c], pool_size, mode, padding, stride)
		if Y is None:
			Y = nd.zeros((X.shape[0],) + y.shape)
		Y[c, :, :] = y
	return Y
