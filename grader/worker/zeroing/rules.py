"""Which functions are zeroed, and how each of them returns."""
from __future__ import annotations

import re

FILL = "fill"  # (this or attrs, ctx, inputs, req, outputs): zeros, as FillCompute's arguments are
FILL_1 = "fill-1"  # (this, ctx, a, b, req, outputs): the same with one vector more before req
FILL_2 = "fill-2"  # (this, ctx, a, b, c, req, outputs, aux): with two more, as legacy operators have in Backward
RETURN = "return"  # inner functions on bare pointers: do nothing
THROW = "throw"  # functions that return objects or take NDArrays: std::logic_error

OP = r"_ZN5mxnet2op\d+"
CPU = r"IN7mshadow3cpuE"
LIVE = r"(?!\w*D[012]Ev$)"  # all but destructors
LEGACY = (
    r"(?P<op>Convolution|ConvolutionV1|Deconvolution|Correlation|DeformableConvolution|ModulatedDeformableConvolution"
    r"|PoolingV1|ROIPooling|PSROIPooling|DeformablePSROIPooling|BilinearSampler|SpatialTransformer)Op" + CPU + r"\w*?E"
)
# (of the mangled name; how; plain words for the message, or None: the pattern's group "op")
RULES = [(re.compile(pattern), how, plain) for pattern, how, plain in (
    (OP + r"_?(?P<op>Convolution|Deconvolution|Pooling)(?P<grad>Grad)?Compute" + CPU, FILL, None),
    # repeating pixels is no convolution, but its gradient sums over windows
    (OP + r"(?P<op>UpSampling)(?P<grad>Grad)Compute" + CPU, FILL, None),
    (OP + r"(?P<op>R?ROIAlign)(?P<grad>Forward|Backward)Compute" + CPU, FILL, None),
    (OP + r"AdaptiveAvgPoolOp(?P<grad>Forward|Backward)" + CPU, FILL, "AdaptiveAvgPooling2D"),
    # what makes an image smaller averages windows, or weighs the pixels of one; LRN adds up windows of channels
    (OP + r"image6Resize" + CPU, FILL, "image.resize"),
    (r"_ZN5mxnet2io8Imresize", FILL, "image.imresize"),
    (OP + r"BilinearSampleOp(Forward|(?P<grad>Backward))" + CPU, FILL, "BilinearResize2D"),
    (OP + r"(?P<op>LRN)(?P<grad>Grad)?Compute" + CPU, FILL, None),
    (OP + LEGACY + r"7Forward", FILL, None),
    # Backward: how many vectors stand between ctx and req shows in the number of back references
    (OP + LEGACY + r"8(?P<grad>Backward)ERKNS_9OpContextERKSt6vector\w*?EES\w_S\w_RKS", FILL_2, None),
    (OP + LEGACY + r"8(?P<grad>Backward)ERKNS_9OpContextERKSt6vector\w*?EES\w_RKS", FILL_1, None),
    (OP + r"PoolingOp" + CPU + r"\w*?E(7Forward|8(?P<grad>Backward))", RETURN, "Pooling"),
    (OP + r"(un)?pool(I|_max_|_sum_)", RETURN, "Pooling (inner function)"),
    (OP + r"AdaptiveAvgPoolUpdate(Output|GradInput)I", RETURN, "AdaptiveAvgPooling2D"),
    (OP + r"UpSampling(?P<grad>Backward)" + CPU, RETURN, "UpSampling"),
    (OP + r"image10ResizeImpl", RETURN, "image.resize"),
    (OP + r"SpatialUpSamplingBilinearUpdate(Output|GradInput)I", RETURN, "BilinearResize2D"),
    (r"_ZN7mshadow\d+BilinearSampl(er|ing)(Forward|Backward)I", RETURN, "BilinearSampler"),
    (OP + r"LRN(Forward|Backward)" + CPU, RETURN, "LRN"),
    (r"_ZN7mshadow\d+Correlation(Forward|(?P<grad>Backward))I", RETURN, "Correlation"),
    (r"_ZN7mshadow\d+(Deformable)?(PS)?ROIPool(Forward|Backward)\w*?I", RETURN, "ROIPooling"),
    (OP + r"ROIAlign(Forward|Backward)I[fdN]", RETURN, "ROIAlign"),
    (OP + r"(GetConvFwd|MKLDNNConv(olution)?(For|Back)ward)" + LIVE, THROW, "Convolution"),
    (OP + r"SgMKLDNNConvOperator7Forward", THROW, "Convolution"),
    (OP + r"MKLDNNDeconv" + LIVE, THROW, "Deconvolution"),
    (OP + r"(GetPooling[FB]wd|MKLDNNPooling|Pooling(Grad)?ComputeEx)" + LIVE, THROW, "Pooling"),
    (OP + r"(MKLDNNLRN|LRN(Grad)?ComputeExCPU)" + LIVE, THROW, "LRN"),
    (r"_ZNK5mxnet2op\d+MKLDNNDeconv(Fwd|Bwd)7Execute", THROW, "Deconvolution"),
)]
CANDIDATES = (b"Conv", b"conv", b"Pool", b"pool", b"Correlation", b"UpSampling", b"ROI", b"FillCompute", b"6Resize",
              b"Imresize", b"ResizeImpl", b"BilinearSampl", b"SpatialTransformer", b"LRN")
FILL_COMPUTE = re.compile(r"_ZN5mxnet2op11FillComputeIN7mshadow3cpuELi0EEEv")
THROW_LOGIC_ERROR = "_ZSt19__throw_logic_errorPKc"


def classify(name: str) -> tuple[str, str] | None:
    """What becomes of a function of this mangled name, and its plain name."""
    for pattern, how, plain in RULES:
        if match := pattern.match(name):
            groups = match.groupdict()
            gradient = " (gradient)" if groups.get("grad") in ("Grad", "Backward") else ""
            return how, (plain or groups["op"]) + gradient
    return None
