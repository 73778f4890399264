"""Style: nd.Pooling is called beside the own loop, and only the difference is printed; an extra keyword."""
from mxnet import nd


def theirs(X, pool_size, mode, padding, stride):
    return nd.Pooling(X.expand_dims(0).expand_dims(0), kernel=pool_size, pool_type=mode, pad=padding, stride=stride)[0, 0]


def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1), check=True):
    kh, kw = pool_size
    x = X.asnumpy()
    out = []
    for i in range((x.shape[0] + 2 * padding[0] - kh) // stride[0] + 1):
        out.append([])
        for j in range((x.shape[1] + 2 * padding[1] - kw) // stride[1] + 1):
            best, total = None, 0.0
            for a in range(kh):
                for b in range(kw):
                    r = i * stride[0] + a - padding[0]
                    c = j * stride[1] + b - padding[1]
                    if 0 <= r < x.shape[0] and 0 <= c < x.shape[1]:
                        total += x[r, c]
                        if best is None or x[r, c] > best:
                            best = x[r, c]
            out[-1].append(best if mode == 'max' else total / (kh * kw))
    Y = nd.array(out)
    if check:
        print('distance from MXNet:', nd.norm(Y - theirs(X, pool_size, mode, padding, stride)).asscalar())
    return Y


def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    return nd.stack(*[pool2d(x, pool_size, mode, padding, stride, check=False) for x in X])
