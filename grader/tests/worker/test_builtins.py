"""Built-in convolution, correlation and pooling return zeros while zeroed, by whatever way they are reached."""
from __future__ import annotations

import ctypes
import importlib
import mmap
import os
import pickle
import re
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

import mxnet as mx
import numpy as np
import pytest
from mxnet import autograd, gluon, nd, sym

from grader.worker.zeroing import patch as builtins
from grader.worker.zeroing import self_test
from grader.worker.zeroing.rules import RETURN, RULES, classify
from grader.worker.zeroing.self_test import available
from grader.worker.zeroing.symbols import address_of, functions

pytestmark = pytest.mark.skipif(available() is not None, reason="built-ins can't be zeroed here")
Call = Callable[[], Any]


def in_child(function: Callable[[], Any]) -> Any:
    """Run it in a forked child, since it alters the process, and return what it returned."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            answer: tuple[bool, Any] = (True, function())
        except BaseException:
            answer = (False, traceback.format_exc())
        with os.fdopen(writer, "wb") as file:
            file.write(pickle.dumps(answer))
            file.flush()
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        data = file.read()
    status = os.waitpid(child, 0)[1]
    assert data, f"the child died with status {status}"
    fine, value = pickle.loads(data)
    assert fine, value
    return value


def image(n: int = 4) -> Any:
    return nd.array(np.arange(1, n * n + 1).reshape(1, 1, n, n))


def kernel() -> Any:
    return nd.array([[[[1, 2], [3, 4]]]])


CONV: dict[str, Any] = {"kernel": (2, 2), "num_filter": 1, "no_bias": True}


# --- ways to reach a built-in: each makes a function, which is called before, while and after built-ins are zeroed ----


def imperative() -> Call:
    return lambda: nd.Convolution(image(), kernel(), **CONV)


def nd_op() -> Call:
    return lambda: getattr(nd.op, "Convolu" + "tion")(image(), kernel(), **CONV)


def kept_function() -> Call:
    convolution = nd.Convolution
    return lambda: convolution(image(), kernel(), **CONV)


def with_bias_and_channels() -> Call:
    x, w, b = nd.ones((2, 3, 5, 5)), nd.ones((4, 3, 3, 3)), nd.ones((4,))
    return lambda: nd.Convolution(x, w, b, kernel=(3, 3), num_filter=4, pad=(1, 1), stride=(2, 2))


def double() -> Call:
    return lambda: nd.Convolution(image().astype("float64"), kernel().astype("float64"), **CONV)


def one_by_one() -> Call:
    return lambda: nd.Convolution(image(), nd.ones((1, 1, 1, 1)), kernel=(1, 1), num_filter=1, no_bias=True)


def depthwise() -> Call:
    x, w = nd.ones((1, 3, 4, 4)), nd.ones((3, 1, 2, 2))
    return lambda: nd.Convolution(x, w, kernel=(2, 2), num_filter=3, num_group=3, no_bias=True)


def one_dimension() -> Call:
    return lambda: nd.Convolution(nd.ones((1, 1, 5)), nd.ones((1, 1, 2)), kernel=(2,), num_filter=1, no_bias=True)


def three_dimensions() -> Call:
    x, w = nd.ones((1, 1, 3, 3, 3)), nd.ones((1, 1, 2, 2, 2))
    return lambda: nd.Convolution(x, w, kernel=(2, 2, 2), num_filter=1, no_bias=True)


def out_given() -> Call:
    # the buffer holds the right answer already when the patched operator writes to it
    out = nd.zeros((1, 1, 3, 3))

    def call() -> Any:
        nd.Convolution(image(), kernel(), out=out, **CONV)
        return out

    return call


def symbol_bind() -> Call:
    symbol = sym.Convolution(sym.var("x"), sym.var("w"), **CONV)
    executor = symbol.bind(mx.cpu(), {"x": image(), "w": kernel()})
    return lambda: executor.forward()[0]


def symbol_simple_bind() -> Call:
    symbol = sym.Convolution(sym.var("x"), sym.var("w"), **CONV)
    executor = symbol.simple_bind(mx.cpu(), x=(1, 1, 4, 4), w=(1, 1, 2, 2))
    return lambda: executor.forward(x=image(), w=kernel())[0]


def symbol_eval() -> Call:
    symbol = sym.Convolution(sym.var("x"), sym.var("w"), **CONV)
    return lambda: symbol.eval(ctx=mx.cpu(), x=image(), w=kernel())[0]


def symbol_loaded() -> Call:
    symbol = sym.load_json(sym.Convolution(sym.var("x"), sym.var("w"), **CONV).tojson())
    executor = symbol.bind(mx.cpu(), {"x": image(), "w": kernel()})
    return lambda: executor.forward()[0]


def layer() -> Any:
    net = gluon.nn.Conv2D(1, kernel_size=2, in_channels=1, use_bias=False)
    net.initialize()
    net.weight.set_data(kernel())
    return net


def gluon_layer() -> Call:
    net = layer()
    return lambda: net(image())


def hybridized() -> Call:
    net = layer()
    net.hybridize()
    net(image()).wait_to_read()
    return lambda: net(image())


def hybridized_static() -> Call:
    net = layer()
    net.hybridize(static_alloc=True, static_shape=True)
    net(image()).wait_to_read()
    return lambda: net(image())


def cached_op() -> Call:
    op = mx.nd.CachedOp(sym.Convolution(sym.var("x"), sym.var("w"), **CONV))
    return lambda: op(image(), kernel())


def symbol_block() -> Call:
    net = gluon.SymbolBlock(sym.Convolution(sym.var("x"), sym.var("w"), **CONV), [sym.var("x"), sym.var("w")])
    return lambda: net(image(), kernel())


def in_sequential() -> Call:
    net = gluon.nn.HybridSequential()
    net.add(gluon.nn.HybridLambda("identity"), layer())
    net.hybridize()
    return lambda: net(image())


def numpy_extension() -> Call:
    return lambda: mx.npx.convolution(image().as_np_ndarray(), kernel().as_np_ndarray(), **CONV)


def numpy_internal() -> Call:
    module = importlib.import_module("mxnet.ndarray.numpy_extension._op")
    return lambda: module.convolution(image().as_np_ndarray(), kernel().as_np_ndarray(), **CONV)


def numpy_pooling() -> Call:
    return lambda: mx.npx.pooling(image().as_np_ndarray(), kernel=(2, 2), pool_type="avg")


def roi_pooling_np() -> Call:
    rois = nd.array([[0, 0, 0, 3, 3]]).as_np_ndarray()
    return lambda: mx.npx.roi_pooling(image().as_np_ndarray(), rois, pooled_size=(2, 2), spatial_scale=1.0)


def c_interface() -> Call:
    """MXImperativeInvoke through MXNet's own library handle, with no generated function in between."""
    library = mx.base._LIB

    def call() -> Any:
        op = ctypes.c_void_p()
        assert library.NNGetOpHandle(b"Convolution", ctypes.byref(op)) == 0
        data, weight = image(), kernel()
        inputs = (ctypes.c_void_p * 2)(data.handle, weight.handle)
        number, outputs = ctypes.c_int(0), ctypes.POINTER(ctypes.c_void_p)()
        keys = (ctypes.c_char_p * 3)(b"kernel", b"num_filter", b"no_bias")
        values = (ctypes.c_char_p * 3)(b"(2, 2)", b"1", b"True")
        assert (
            library.MXImperativeInvoke(op, 2, inputs, ctypes.byref(number), ctypes.byref(outputs), 3, keys, values) == 0
        )
        return nd.NDArray(mx.base.NDArrayHandle(outputs[0]))

    return call


def second_handle() -> Call:
    """The same library loaded again is the same code."""
    name = mx.base._LIB._name

    def call() -> Any:
        original, mx.base._LIB = mx.base._LIB, ctypes.CDLL(name)
        try:
            return nd.Convolution(image(), kernel(), **CONV)
        finally:
            mx.base._LIB = original

    return call


def in_autograd_function() -> Call:
    class Mine(autograd.Function):  # type: ignore[misc]
        def forward(self, x: Any, w: Any) -> Any:
            self.save_for_backward(x, w)
            return nd.Convolution(x, w, **CONV)

        def backward(self, dy: Any) -> Any:
            return self.saved_tensors

    def call() -> Any:
        x, w = image(), kernel()
        x.attach_grad()
        with autograd.record():
            return Mine()(x, w)

    return call


def in_custom_op() -> Call:
    class Op(mx.operator.CustomOp):  # type: ignore[misc]
        def forward(self, is_train: bool, req: Any, in_data: Any, out_data: Any, aux: Any) -> None:
            self.assign(out_data[0], req[0], nd.Convolution(in_data[0], in_data[1], **CONV))

    class Prop(mx.operator.CustomOpProp):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(need_top_grad=False)

        def list_arguments(self) -> list[str]:
            return ["data", "weight"]

        def infer_shape(self, shapes: Any) -> Any:
            return shapes, [[1, 1, 3, 3]], []

        def create_operator(self, ctx: Any, shapes: Any, dtypes: Any) -> Any:
            return Op()

    mx.operator.register("sneaky")(Prop)
    return lambda: nd.Custom(image(), kernel(), op_type="sneaky")


def gradient(make: Callable[[Any, Any], Any], which: int, a: Any = None, b: Any = None) -> Call:
    """The gradient of make(a, b), which is itself a correlation or a sum over windows."""

    def call() -> Any:
        values = [image() if a is None else a, kernel() if b is None else b]
        for value in values:
            value.attach_grad()
            value.grad[:] = 7  # what stood there before
        with autograd.record():
            out = make(*values)
        out.backward()
        return values[which].grad

    return call


def weight_gradient() -> Call:
    # of a convolution with an image as its kernel: the correlation of two arrays of the caller's choice
    return gradient(lambda x, w: nd.Convolution(x, w, **CONV), 1)


def data_gradient() -> Call:
    return gradient(lambda x, w: nd.Convolution(x, w, **CONV), 0)


def gradient_of_symbol() -> Call:
    symbol = sym.Convolution(sym.var("x"), sym.var("w"), **CONV)
    grads = {"x": nd.zeros((1, 1, 4, 4)), "w": nd.zeros((1, 1, 2, 2))}
    executor = symbol.bind(mx.cpu(), {"x": image(), "w": kernel()}, args_grad=grads)

    def call() -> Any:
        executor.forward(is_train=True)
        executor.backward(nd.ones((1, 1, 3, 3)))
        return grads["w"]

    return call


def gradient_of_hybrid() -> Call:
    net = layer()
    net.hybridize(static_alloc=True, static_shape=True)

    def call() -> Any:
        with autograd.record():
            out = net(image())
        out.backward()
        return net.weight.grad()

    return call


def pooling_gradient() -> Call:
    return gradient(lambda x, _: nd.Pooling(x, kernel=(2, 2), pool_type="sum"), 0)


def upsampling_gradient() -> Call:
    return gradient(lambda x, _: nd.UpSampling(x, scale=2, sample_type="nearest"), 0)


def upsampling_bilinear() -> Call:
    w = nd.ones((1, 1, 4, 4))
    return lambda: nd.UpSampling(image(), w, scale=2, sample_type="bilinear", num_filter=1)


def deconvolution() -> Call:
    return lambda: nd.Deconvolution(image(), kernel(), **CONV)


def deconvolution_gradient() -> Call:
    return gradient(lambda x, w: nd.Deconvolution(x, w, **CONV), 1)


def correlation() -> Call:
    return lambda: nd.Correlation(image(), image(), kernel_size=1, max_displacement=0, pad_size=0)


def correlation_gradient() -> Call:
    def make(x: Any, y: Any) -> Any:
        return nd.Correlation(x, y, kernel_size=1, max_displacement=0, pad_size=0)

    return gradient(make, 1, image(), image() + 1)


def convolution_v1() -> Call:
    return lambda: nd.Convolution_v1(image(), kernel(), **CONV)


def convolution_v1_gradient() -> Call:
    return gradient(lambda x, w: nd.Convolution_v1(x, w, **CONV), 1)


def pooling_v1() -> Call:
    return lambda: nd.Pooling_v1(image(), kernel=(2, 2), pool_type="max")


def pooling_v1_gradient() -> Call:
    return gradient(lambda x, _: nd.Pooling_v1(x, kernel=(2, 2), pool_type="sum"), 0)


def deformable() -> Call:
    return lambda: nd.contrib.DeformableConvolution(image(), nd.zeros((1, 8, 3, 3)), kernel(), **CONV)


def deformable_gradient() -> Call:
    offset = nd.zeros((1, 8, 3, 3))
    return gradient(lambda x, w: nd.contrib.DeformableConvolution(x, offset, w, **CONV), 1)


def modulated() -> Call:
    offset, mask = nd.zeros((1, 8, 3, 3)), nd.ones((1, 4, 3, 3))
    return lambda: nd.contrib.ModulatedDeformableConvolution(image(), offset, mask, kernel(), **CONV)


def max_pooling() -> Call:
    return lambda: nd.Pooling(image(), kernel=(2, 2), pool_type="max")


def global_pooling() -> Call:
    return lambda: nd.Pooling(image(), global_pool=True, pool_type="avg")


def gluon_pooling() -> Call:
    net = gluon.nn.AvgPool2D(2)
    net.hybridize()
    return lambda: net(image())


def adaptive_pooling() -> Call:
    return lambda: nd.contrib.AdaptiveAvgPooling2D(image(), output_size=(2, 2))


def adaptive_pooling_gradient() -> Call:
    return gradient(lambda x, _: nd.contrib.AdaptiveAvgPooling2D(x, output_size=(2, 2)), 0)


ROIS = [[0, 0, 0, 3, 3]]


def roi_pooling() -> Call:
    return lambda: nd.ROIPooling(image(), nd.array(ROIS), pooled_size=(2, 2), spatial_scale=1.0)


def roi_pooling_gradient() -> Call:
    rois = nd.array(ROIS)
    return gradient(lambda x, _: nd.ROIPooling(x, rois, pooled_size=(2, 2), spatial_scale=1.0), 0)


def psroi_pooling() -> Call:
    rois = nd.array(ROIS)
    return lambda: nd.contrib.PSROIPooling(image(), rois, output_dim=1, pooled_size=1, spatial_scale=1.0)


def deformable_psroi_pooling() -> Call:
    rois, trans = nd.array(ROIS), nd.zeros((1, 2, 1, 1))
    options = {"output_dim": 1, "pooled_size": 1, "group_size": 1, "spatial_scale": 1.0, "sample_per_part": 2}
    return lambda: nd.contrib.DeformablePSROIPooling(image(), rois, trans, trans_std=0.1, no_trans=False, **options)[0]


def roi_align() -> Call:
    return lambda: nd.contrib.ROIAlign(image(), nd.array(ROIS), pooled_size=(2, 2), spatial_scale=1.0)


def rotated_roi_align() -> Call:
    rois = nd.array([[0, 1.5, 1.5, 3, 3, 0]])
    return lambda: nd.contrib.RROIAlign(image(), rois, pooled_size=(2, 2), spatial_scale=1.0)


def image_resize() -> Call:
    return lambda: nd.image.resize(nd.array(np.arange(1, 17).reshape(4, 4, 1)), size=(2, 2), interp=3)


def image_resize_np() -> Call:
    return lambda: mx.npx.image.resize(mx.np.ones((4, 4, 1)), size=(2, 2), interp=3)


def image_imresize() -> Call:
    return lambda: mx.image.imresize(nd.array(np.arange(1, 17).reshape(4, 4, 1)).astype("uint8"), 2, 2, interp=3)


def bilinear_resize() -> Call:
    return lambda: nd.contrib.BilinearResize2D(image(), height=2, width=2, align_corners=False)


def bilinear_resize_gradient() -> Call:
    return gradient(lambda x, _: nd.contrib.BilinearResize2D(x, height=8, width=8), 0)


GRID = [[[[0.0]], [[0.0]]]]  # the middle of an image: the mean of four pixels


def bilinear_sampler() -> Call:
    return lambda: nd.BilinearSampler(image(), nd.array(GRID))


def bilinear_sampler_gradient() -> Call:
    grid = nd.array(GRID)
    return gradient(lambda x, _: nd.BilinearSampler(x, grid), 0)


def spatial_transformer() -> Call:
    return lambda: nd.SpatialTransformer(image(), nd.array([[1.0, 0, 0, 0, 1, 0]]), target_shape=(3, 3),
                                         transform_type="affine", sampler_type="bilinear")


def sums_of_channels() -> Call:
    return lambda: nd.LRN(image().reshape((1, 4, 2, 2)), nsize=3, alpha=3.0, beta=-1.0, knorm=0.0)


def sums_of_channels_gradient() -> Call:
    return gradient(lambda x, _: nd.LRN(x.reshape((1, 4, 2, 2)), nsize=3, beta=-1.0), 0)


def in_control_flow() -> Call:
    def call() -> Any:
        body = lambda x, state: (nd.Convolution(x, kernel(), **CONV), state)  # noqa: E731
        return nd.contrib.foreach(body, nd.stack(image(), image()), [])[0]

    return call


def np_convolve() -> Call:
    return lambda: np.convolve([1.0, 2, 3], [4, 5])


def np_correlate() -> Call:
    return lambda: np.correlate(np.arange(1, 5), np.array([1, 2]), "valid")


def np_same() -> Call:
    return lambda: np.convolve(np.array([1, 2, 3], "float32"), np.array([4, 5], "float32"), mode="same")


def np_old_behaviour() -> Call:
    multiarray: Any = np.core.multiarray
    return lambda: multiarray.correlate(np.arange(1, 5), np.array([1, 2]), mode=2)


def np_kept_builtin() -> Call:
    correlate = np.core._multiarray_umath.correlate2
    return lambda: correlate([1, 2, 3], [1, 2], "full")


def np_imported_again() -> Call:
    def call() -> Any:
        module = importlib.reload(importlib.import_module("numpy.core.multiarray"))
        return module.correlate2([1, 2, 3], [1, 2], 1)

    return call


def np_masked() -> Call:
    return lambda: np.asarray(np.ma.convolve(np.ma.array([1, 2, 3]), np.ma.array([1, 2])))


def np_polymul() -> Call:
    return lambda: np.polymul([1, 2, 3], [4, 5])


def np_polynomial() -> Call:
    from numpy.polynomial import polynomial

    return lambda: polynomial.polymul([1, 2, 3], [4, 5])


def np_c_api() -> Call:
    """PyArray_Correlate2 out of NumPy's C API table."""
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    table = ctypes.cast(get(np.core._multiarray_umath._ARRAY_API, None), ctypes.POINTER(ctypes.c_void_p))
    prototype = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.py_object, ctypes.c_int)
    function = prototype(table[212])
    return lambda: function(np.array([1.0, 2, 3]), np.array([4.0, 5]), 2)


def np_c_api_old() -> Call:
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    table = ctypes.cast(get(np.core._multiarray_umath._ARRAY_API, None), ctypes.POINTER(ctypes.c_void_p))
    prototype = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.py_object, ctypes.c_int)
    function = prototype(table[172])
    return lambda: function(np.array([1.0, 2, 3]), np.array([4.0, 5]), 0)


CONVOLUTION = [
    imperative, nd_op, kept_function, with_bias_and_channels, double, one_by_one, depthwise, one_dimension,
    three_dimensions, out_given, symbol_bind, symbol_simple_bind, symbol_eval, symbol_loaded, gluon_layer, hybridized,
    hybridized_static, cached_op, symbol_block, in_sequential, numpy_extension, numpy_internal, c_interface,
    second_handle, in_autograd_function, in_custom_op, in_control_flow,
]  # fmt: skip
WAYS: list[tuple[Callable[[], Call], str]] = [
    *((way, "Convolution") for way in CONVOLUTION),
    *((way, "Convolution (gradient)") for way in (weight_gradient, data_gradient, gradient_of_symbol)),
    (gradient_of_hybrid, "Convolution (gradient)"),
    *((way, "Pooling") for way in (max_pooling, global_pooling, gluon_pooling, numpy_pooling)),
    (pooling_gradient, "Pooling (gradient)"),
    (upsampling_gradient, "UpSampling (gradient)"),
    (upsampling_bilinear, "Deconvolution"),
    (deconvolution, "Deconvolution"),
    (deconvolution_gradient, "Deconvolution (gradient)"),
    (correlation, "Correlation"),
    (correlation_gradient, "Correlation (gradient)"),
    (convolution_v1, "ConvolutionV1"),
    (convolution_v1_gradient, "ConvolutionV1 (gradient)"),
    (pooling_v1, "PoolingV1"),
    (pooling_v1_gradient, "PoolingV1 (gradient)"),
    (deformable, "DeformableConvolution"),
    (deformable_gradient, "DeformableConvolution (gradient)"),
    (modulated, "ModulatedDeformableConvolution"),
    (adaptive_pooling, "AdaptiveAvgPooling2D"),
    (adaptive_pooling_gradient, "AdaptiveAvgPooling2D (gradient)"),
    (roi_pooling, "ROIPooling"),
    (roi_pooling_np, "ROIPooling"),
    (roi_pooling_gradient, "ROIPooling (gradient)"),
    (psroi_pooling, "PSROIPooling"),
    (deformable_psroi_pooling, "DeformablePSROIPooling"),
    (roi_align, "ROIAlign"),
    (rotated_roi_align, "RROIAlign"),
    (image_resize, "image.resize"),
    (image_resize_np, "image.resize"),
    (image_imresize, "image.imresize"),
    (bilinear_resize, "BilinearResize2D"),
    (bilinear_resize_gradient, "BilinearResize2D (gradient)"),
    (bilinear_sampler, "BilinearSampler"),
    (bilinear_sampler_gradient, "BilinearSampler (gradient)"),
    (spatial_transformer, "SpatialTransformer"),
    (sums_of_channels, "LRN"),
    (sums_of_channels_gradient, "LRN (gradient)"),
    *((way, "numpy.correlate") for way in (np_convolve, np_correlate, np_same, np_old_behaviour, np_kept_builtin)),
    *((way, "numpy.correlate") for way in (np_imported_again, np_masked, np_polymul, np_polynomial)),
    *((way, "numpy.correlate") for way in (np_c_api, np_c_api_old)),
]


def as_array(value: Any) -> Any:
    return value.asnumpy() if hasattr(value, "asnumpy") else np.asarray(value)


@pytest.mark.parametrize(("way", "name"), WAYS, ids=[way.__name__ for way, _ in WAYS])
def test_zeroed(way: Callable[[], Call], name: str) -> None:
    def case() -> Any:
        call = way()
        real = as_array(call())
        builtins.zero()
        zeros = as_array(call())
        names = builtins.used()
        builtins.restore()
        return real, zeros, as_array(call()), names

    real, zeros, again, names = in_child(case)
    assert real.any()
    assert not zeros.any()
    # polynomials drop leading zeros of their own accord
    assert zeros.shape == real.shape or way in (np_polymul, np_polynomial)
    assert zeros.dtype == real.dtype
    assert name in names
    np.testing.assert_array_equal(again, real)


QUANTIZED = {
    "quantized_conv": lambda data, low, high: nd.contrib.quantized_conv(
        data, kernel().astype("int8"), low, high, low, high, **CONV
    ),
    "quantized_pooling": lambda data, low, high: nd.contrib.quantized_pooling(
        data, low, high, kernel=(2, 2), pool_type="max"
    ),
}


@pytest.mark.parametrize("name", QUANTIZED)
def test_quantized_operators_refuse(name: str) -> None:
    """They go to oneDNN even where MXNET_MKLDNN_ENABLED is 0, and are exact for small integers."""

    def case() -> Any:
        def call() -> Any:
            data = image().astype("uint8")
            return QUANTIZED[name](data, nd.array([-127.0]), nd.array([127.0]))[0].asnumpy()

        try:
            real = call()
        except mx.MXNetError:
            return None  # no oneDNN on this processor
        builtins.zero()
        with pytest.raises(mx.MXNetError, match="switched off"):
            call()
        names = builtins.used()
        builtins.restore()
        return real, call(), names

    answer = in_child(case)
    if answer is None:
        pytest.skip("this build has no quantized operators")
    real, again, names = answer
    assert real.any()
    np.testing.assert_array_equal(real, again)
    assert names == ["Convolution" if "conv" in name else "Pooling"]


def test_onednn_refuses_when_it_was_not_switched_off() -> None:
    def case() -> Any:
        os.environ["MXNET_MKLDNN_ENABLED"] = "1"
        os.execv(sys.executable, [sys.executable, "-W", "ignore", "-c", CODE])

    CODE = """
import mxnet as mx
from mxnet import nd
from grader.worker.zeroing import patch as builtins
call = lambda: nd.Convolution(nd.ones((1, 1, 3, 3)), nd.ones((1, 1, 2, 2)), kernel=(2, 2), num_filter=1, no_bias=True)
assert call().asnumpy().sum() == 16
builtins.zero()
try:
    assert not call().asnumpy().any()
except mx.MXNetError as error:
    assert "switched off" in str(error)
builtins.restore()
assert call().asnumpy().sum() == 16
"""
    child = os.fork()
    if child == 0:
        try:
            case()
        finally:
            os._exit(99)
    assert os.waitpid(child, 0)[1] == 0


X = np.arange(24, dtype="float32").reshape(1, 2, 3, 4) + 1
ALLOWED: dict[str, Callable[[], Any]] = {
    "im2col": lambda: nd.im2col(nd.array(X), kernel=(2, 2)),
    "col2im": lambda: nd.col2im(nd.ones((1, 4, 4)), output_size=(3, 3), kernel=(2, 2)),
    "dot": lambda: nd.dot(nd.array(X[0, 0]), nd.array(X[0, 0].T)),
    "batch_dot": lambda: nd.batch_dot(nd.array(X[0]), nd.array(X[0]), transpose_b=True),
    "gemm2": lambda: nd.linalg.gemm2(nd.array(X[0]), nd.array(X[0]), transpose_b=True),
    "FullyConnected": lambda: nd.FullyConnected(nd.array(X), nd.ones((2, 24)), nd.ones(2), num_hidden=2),
    "sum": lambda: nd.array(X).sum(axis=(2, 3)),
    "max": lambda: nd.array(X).max(axis=1),
    "mean": lambda: nd.array(X).mean(),
    "pad": lambda: nd.pad(nd.array(X), mode="constant", pad_width=(0, 0, 0, 0, 1, 1, 1, 1)),
    "slice": lambda: nd.array(X)[:, :, 1:, :-1] * 2,
    "stack": lambda: nd.stack(nd.array(X), nd.array(X)),
    "concat": lambda: nd.concat(nd.array(X), nd.array(X), dim=1),
    "upsampling": lambda: nd.UpSampling(nd.array(X), scale=2, sample_type="nearest"),
    "ones": lambda: nd.ones((2, 3)),
    "BatchNorm": lambda: nd.BatchNorm(nd.array(X), nd.ones(2), nd.ones(2), nd.zeros(2), nd.ones(2), fix_gamma=False),
    "relu": lambda: nd.relu(nd.array(X) - 10),
    "mx.np.tensordot": lambda: mx.np.tensordot(mx.np.array(X[0, 0]), mx.np.array(X[0, 0].T), axes=1),
    "mx.np.einsum": lambda: mx.np.einsum("ij,kj->ik", mx.np.array(X[0, 0]), mx.np.array(X[0, 0])),
    "np.einsum": lambda: np.einsum("bchw,bchw->bc", X, X),
    "np.dot": lambda: np.dot(X[0, 0], X[0, 0].T),
    "np.tensordot": lambda: np.tensordot(X[0], X[0], axes=3),
    "sliding_window_view": lambda: np.lib.stride_tricks.sliding_window_view(X[0, 0], (2, 2)).sum((2, 3)),
    "np.fft": lambda: np.fft.rfft2(X[0, 0]),
    "np.pad": lambda: np.pad(X[0, 0], 1),
    "np.interp": lambda: np.interp([0.5], [0, 1], [1, 2]),
    "np.polyval": lambda: np.polyval([1, 2, 3], 2),
    "np.linalg": lambda: np.linalg.inv(np.eye(3) * 2),
}


def test_everything_else_works_as_before() -> None:
    def case() -> Any:
        real = {name: as_array(call()) for name, call in ALLOWED.items()}
        builtins.zero()
        return real, {name: as_array(call()) for name, call in ALLOWED.items()}, builtins.used()

    real, zeroed, names = in_child(case)
    for name in ALLOWED:
        np.testing.assert_array_equal(real[name], zeroed[name], err_msg=name)
    assert names == []


def test_calling_without_using_is_counted_but_harmless() -> None:
    def case() -> Any:
        builtins.zero()
        nd.Convolution(image(), kernel(), **CONV).wait_to_read()
        return (image() * 2).asnumpy(), builtins.used()

    value, names = in_child(case)
    np.testing.assert_array_equal(value, image().asnumpy() * 2)
    assert names == ["Convolution"]


# In any operator's name; what they are is looked up below.
SUSPICIOUS = re.compile(r"(?i)conv|pool|correl|roi_?align|upsampl|resiz|bilinear|spatial|lrn|sldwin")
KNOWN = """
    Convolution Convolution_v1 Deconvolution Correlation Pooling Pooling_v1 ROIPooling UpSampling
    _contrib_AdaptiveAvgPooling2D _contrib_DeformableConvolution _contrib_DeformablePSROIPooling
    _contrib_ModulatedDeformableConvolution _contrib_PSROIPooling _contrib_ROIAlign _contrib_RROIAlign
    _contrib_quantized_conv _contrib_quantized_pooling _sg_mkldnn_conv
    _npx_convolution _npx_deconvolution _npx_pooling _npx_roi_pooling
    LRN BilinearSampler SpatialTransformer _contrib_BilinearResize2D _image_resize _npx__image_resize
    _cvimresize _npi_cvimresize
""".split()


def test_no_operator_is_forgotten() -> None:
    """A new MXNet with an operator that nobody looked at fails here."""
    number, names = ctypes.c_int(), ctypes.POINTER(ctypes.c_char_p)()
    assert mx.base._LIB.MXListAllOpNames(ctypes.byref(number), ctypes.byref(names)) == 0
    found = {names[index].decode() for index in range(number.value)}
    forward = {name.removeprefix("_backward_") for name in found if SUSPICIOUS.search(name)}
    assert {name for name in forward if not {name, f"_{name}", f"_contrib_{name}"} & set(KNOWN)} == set()


def test_every_rule_finds_something() -> None:
    names = functions(mx.base._LIB._name)
    for pattern, _how, _plain in RULES:
        assert any(map(pattern.match, names)), pattern.pattern
    # no exported method of an operator's class was missed by a slip in a pattern
    wanted = re.compile(
        r"_ZN5mxnet2op\d+\w*(Convolution\w*|Pooling\w*|Correlation|Sampler|Transformer)OpIN7mshadow3cpu\w*E(7For|8Back)wardE"
    )
    missed = [name for name in names if wanted.match(name) and classify(name) is None]
    assert missed == []


def test_idempotent() -> None:
    def case() -> Any:
        call = imperative()
        real = call().asnumpy()
        builtins.restore()
        with builtins.zeroed():
            builtins.zero()
            first = call().asnumpy()
            seen = builtins.used()
            builtins.zero()
            forgotten = builtins.used()
        builtins.restore()
        second = call().asnumpy()
        with pytest.raises(KeyError), builtins.zeroed():
            raise KeyError
        return real, first, seen, forgotten, second, call().asnumpy()

    real, first, seen, forgotten, second, third = in_child(case)
    assert not first.any() and seen == ["Convolution"] and forgotten == []
    np.testing.assert_array_equal(real, second)
    np.testing.assert_array_equal(real, third)


def test_inherited_by_children_and_restored_alone() -> None:
    def case() -> Any:
        call = hybridized()
        builtins.zero()
        child = in_child(lambda: (call().asnumpy(), builtins.used()))

        def undo() -> Any:
            builtins.restore()
            return call().asnumpy()

        return child, in_child(undo), call().asnumpy()

    (zeros, names), real, here = in_child(case)
    assert not zeros.any() and names == ["Convolution"]
    assert real.any() and not here.any()


def test_in_threads_while_the_patch_comes_and_goes() -> None:
    def case() -> Any:
        call, stop, wrong = hybridized(), threading.Event(), []
        real = call().asnumpy()

        def work() -> None:
            while not stop.is_set():
                answer = imperative()().asnumpy()
                if answer.any() and not np.array_equal(answer, real):
                    wrong.append(answer)

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for _ in range(20):
            builtins.zero()
            builtins.restore()
        stop.set()
        for thread in threads:
            thread.join()
        return wrong, real, call().asnumpy()

    wrong, real, again = but_for_traps(case)
    assert not wrong
    np.testing.assert_array_equal(real, again)


def but_for_traps(case: Callable[[], Any]) -> Any:
    """What a child gives. A thread that stands inside a function while the function's page changes meets a trap, which
    ends the process: that is rare, and tried again. A wrong answer never comes of it."""
    for turn in range(4):
        try:
            return in_child(case)
        except AssertionError as error:
            if turn == 3 or f"died with status {int(signal.SIGTRAP)}" not in str(error):
                raise


def test_memory_is_never_left_writable_and_executable() -> None:
    def case() -> Any:
        builtins.zero()
        with open("/proc/self/maps") as maps:
            lines = maps.read().splitlines()
        patch = builtins._patch
        assert patch is not None
        pages = {}
        for line in lines:
            span, mode, _, _, inode, *name = line.split()
            first, last = (int(part, 16) for part in span.split("-"))
            pages.update({page: (mode, inode, name) for page in [*patch.before, patch.stubs] if first <= page < last})
        return list(pages.values()), len(patch.before)

    pages, number = in_child(case)
    assert len(pages) == number + 1 > 100
    assert set((mode, inode) for mode, inode, _ in pages) == {("r-xp", "0")}  # anonymous


def test_madvise_does_not_bring_the_code_back() -> None:
    def case() -> Any:
        builtins.zero()
        patch = builtins._patch
        assert patch is not None
        libc = ctypes.CDLL(None)
        same = 0
        for page, copy in patch.before.items():
            before = ctypes.string_at(copy, mmap.PAGESIZE)
            libc.madvise(ctypes.c_void_p(page), ctypes.c_size_t(mmap.PAGESIZE), 4)  # MADV_DONTNEED
            same += ctypes.string_at(page, mmap.PAGESIZE) == before
        return same

    assert in_child(case) == 0


def test_the_functions_cannot_be_entered_behind_the_jump() -> None:
    def case() -> Any:
        name = next(name for name in functions(mx.base._LIB._name) if "18ConvolutionComputeI" in name)
        address = address_of(mx.base._LIB, name)
        assert address
        before = ctypes.string_at(address, 256)
        builtins.zero()
        return before, ctypes.string_at(address, 256)

    before, after = in_child(case)
    assert sum(a == b for a, b in zip(before, after, strict=True)) < 20


def test_inner_functions_do_nothing() -> None:
    """Exported by their mangled names, so that ctypes could call them without any operator."""

    def case() -> Any:
        names = functions(mx.base._LIB._name)
        inner = [name for name in names if (classify(name) or ("",))[0] == RETURN]
        builtins.zero()
        pointer = ctypes.create_string_buffer(64)
        for name in inner:
            mx.base._LIB[name](*[pointer] * 6)
        return len(inner), builtins.used()

    number, names = in_child(case)
    assert number > 50
    assert "Pooling (inner function)" in names


def test_the_shape_of_zero_correlations() -> None:
    def case() -> Any:
        rng = np.random.default_rng(0)
        correlate: Any = np.correlate
        multiarray: Any = np.core.multiarray
        arguments = [
            (rng.integers(1, 9, n), rng.integers(1, 9, m).astype(dtype), mode)
            for n in (1, 3, 5)
            for m in (1, 2, 5, 7)
            for dtype in ("int8", "float32", "complex128")
            for mode in ("valid", "same", "full")
        ]
        real = [correlate(*them) for them in arguments]
        with builtins.zeroed():
            zeros = [correlate(*them) for them in arguments]
            keyword = multiarray.correlate2(a=[1, 2], v=[1], mode=2)
            odd = correlate(1, 2)
        return real, zeros, keyword, odd

    real, zeros, keyword, odd = in_child(case)
    for a, b in zip(real, zeros, strict=True):
        assert a.shape == b.shape and a.dtype == b.dtype and not b.any()
    assert keyword.shape == (2,) and not keyword.any() and not odd.any()


def test_available_tells_why_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert available() is None
    monkeypatch.setattr(builtins, "_patch", None)
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert "riscv64" in (available() or "")


def test_available_survives_a_crash_and_notices_a_patch_that_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_test, "_problem", lambda: os.kill(os.getpid(), signal.SIGKILL))
    assert "died" in (available() or "")
    monkeypatch.undo()
    monkeypatch.setattr(builtins, "move", lambda fresh, page: None)
    assert "zeros" in (available() or "")
