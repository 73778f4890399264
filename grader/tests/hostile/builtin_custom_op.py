# exercise: conv1x1
# status: forbidden
# message: Convolution
import mxnet as mx


class Op(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        x, w = in_data
        self.assign(out_data[0], req[0],
                    mx.nd.Convolution(x, w, kernel=(1, 1), num_filter=w.shape[0], no_bias=True))


@mx.operator.register("innocent")
class Prop(mx.operator.CustomOpProp):
    def list_arguments(self):
        return ["x", "w"]

    def infer_shape(self, shapes):
        (n, _, h, w), (co, *_) = shapes
        return shapes, [[n, co, h, w]], []

    def create_operator(self, ctx, shapes, dtypes):
        return Op()


def corr2d_multi_in_out_1x1(X, K):
    return mx.nd.Custom(X.expand_dims(0), K, op_type="innocent")[0]
