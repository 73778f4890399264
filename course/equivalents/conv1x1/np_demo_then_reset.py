"""Style: switches to numpy semantics for a demo at import, and back again; the function works on classic NDArrays."""
from mxnet import nd, np, npx

npx.set_np()
print(np.dot(np.ones((2, 3)), np.arange(3)))
npx.reset_np()


def corr2d_multi_in_out_1x1(X, K):
    kernels = nd.split(K, num_outputs=K.shape[0], axis=0, squeeze_axis=True)
    if K.shape[0] == 1:
        kernels = [kernels]
    return nd.stack(*[nd.broadcast_mul(X, k.reshape((-1, 1, 1))).sum(axis=0) for k in kernels])
