"""A mistake has its name also where it is made in another style: in lists, with numpy, in other loops."""
from __future__ import annotations

import pytest

from grader import scoring
from grader.course import manifest
from grader.diagnosis import library
from grader.sandbox.zygote import Sandbox
from grader.submission.files import Folder

KIT = manifest.load()
STYLES = {
    ("corr2d", "rows_add_up_in_one_list"): '''
def corr2d(X, K):
    x, k = X.asnumpy().tolist(), K.asnumpy().tolist()
    Y = [[0] * (len(x[0]) - len(k[0]) + 1)] * (len(x) - len(k) + 1)
    for i in range(len(Y)):
        for j in range(len(Y[0])):
            for a in range(len(k)):
                for b in range(len(k[0])):
                    Y[i][j] += x[i + a][j + b] * k[a][b]
    return nd.array(Y)
''',
    ("corr2d", "windows_read_by_columns"): '''
def corr2d(X, K):
    h, w = K.shape
    flat = K.reshape((-1,)).asnumpy()
    Y = nd.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = float(np.dot(X[i:i + h, j:j + w].asnumpy().flatten(order='F'), flat))
    return Y
''',
    ("corr2d", "circular_convolution"): '''
def corr2d(X, K):
    x, k = X.asnumpy(), K.asnumpy()
    padded = np.zeros_like(x)
    padded[:k.shape[0], :k.shape[1]] = k
    y = np.real(np.fft.ifft2(np.fft.fft2(x) * np.fft.fft2(padded)))
    return nd.array(y[:x.shape[0] - k.shape[0] + 1, :x.shape[1] - k.shape[1] + 1])
''',
    ("padding_stride", "last_window_left_zero"): '''
def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    (p, q), (s, t), (h, w) = padding, stride, K.shape
    x, k = np.pad(X.asnumpy(), [(p, p), (q, q)]), K.asnumpy()
    Y = np.zeros(conv_output_shape(X.shape, K.shape, padding, stride), 'float32')
    for m, i in enumerate(range(0, x.shape[0] - h, s)):
        for n, j in enumerate(range(0, x.shape[1] - w, t)):
            Y[m, n] = (x[i:i + h, j:j + w] * k).sum()
    return nd.array(Y)
''',
    ("receptive_field", "whole_kernels_side_by_side"): '''
def receptive_field(layers):
    if not layers:
        return 1
    size, step = layers[0]
    for k, s in layers[1:]:
        size = size + k * step
        step = step * s
    return size
''',
    ("multi_channel", "windows_flattened_channels_last_for_outputs"): '''
def corr2d_multi_in_out(X, K):
    x, k = X.asnumpy(), K.asnumpy()
    co, ci, kh, kw = k.shape
    oh, ow = x.shape[1] - kh + 1, x.shape[2] - kw + 1
    columns = [np.dstack(x[:, i:i + kh, j:j + kw]).ravel() for i in range(oh) for j in range(ow)]
    return nd.array((np.stack(columns) @ k.reshape(co, -1).T).T.reshape(co, oh, ow))
''',
    ("conv1x1", "outputs_add_up_in_one_array"): '''
def corr2d_multi_in_out_1x1(X, K):
    Y = [nd.zeros(X.shape[1:])] * K.shape[0]
    for o in range(K.shape[0]):
        for c in range(K.shape[1]):
            Y[o] += X[c] * K[o, c]
    return nd.stack(*Y)
''',
    ("pooling", "partial_windows_filled_up"): '''
def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    x, ((h, w), (kh, kw), (p, q), (s, t)) = X.asnumpy(), (X.shape, pool_size, padding, stride)
    Y = []
    for top in range(-p, h + p - kh + s, s):
        Y.append([])
        for left in range(-q, w + q - kw + t, t):
            seen = [x[i, j] for i in range(top, top + kh) for j in range(left, left + kw) if 0 <= i < h and 0 <= j < w]
            Y[-1].append(max(seen, default=float('-inf')) if mode == 'max' else sum(seen) / (kh * kw))
    return nd.array(Y)
''',
    ("pooling", "slip_moved_line_11"): '''
def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    fill = -np.inf if mode == 'max' else 0
    x = np.pad(X.asnumpy(), [(p, p) for p in padding], constant_values=fill)
    Y = np.zeros([(n - k) // s + 1 for n, k, s in zip(x.shape, pool_size, stride)], 'float32')
    best, total = -np.inf, 0
    for i, j in np.ndindex(*Y.shape):
        for a, b in np.ndindex(*pool_size):
            element = x[i * stride[0] + a, j * stride[1] + b]
            best, total = max(best, element), total + element
        Y[i, j] = best if mode == 'max' else total / (pool_size[0] * pool_size[1])
    return nd.array(Y)
''',
    ("pooling", "minus_infinity_makes_nan"): '''
def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    from mxnet import np as mnp
    size, (h, w) = pool_size, X.shape
    P = mnp.full((h + 2 * padding[0], w + 2 * padding[1]), -np.inf)
    P[padding[0]:padding[0] + h, padding[1]:padding[1] + w] = X.as_np_ndarray()
    oh, ow = ((n - k) // s + 1 for n, k, s in zip(P.shape, size, stride))
    windows = [P[i * stride[0]:, j * stride[1]:][:size[0], :size[1]].reshape(-1) for i in range(oh) for j in range(ow)]
    return mnp.array([(max(v.tolist()) if mode == 'max' else v.mean(keepdims=True).tolist()[0])
                      for v in windows]).reshape(oh, ow).as_nd_ndarray()
''',
}


@pytest.mark.parametrize(("exercise", "name"), STYLES, ids=str)
def test_named_in_another_style(exercise: str, name: str, box: Sandbox) -> None:
    code, solution = STYLES[exercise, name], library.solutions()[exercise].decode()
    target = code.split("(")[0].removeprefix("\ndef ")
    source = "import numpy as np\n" + solution.replace(library.definition(solution, target), code)
    folder = Folder("style", library.solutions() | {exercise: source.encode()}, {})
    found = scoring.score(folder, box, KIT.seed, [KIT.exercise(exercise)]).exercises[0]
    assert {p.misconception.name for p in found.properties if p.misconception} - {"begins_elsewhere"} == {name}
