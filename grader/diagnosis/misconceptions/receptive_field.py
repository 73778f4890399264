"""Wrong answers to receptive_field: how far one output element sees in the input."""
from __future__ import annotations

from ..library import wrong


# Right but for a detail -----------------------------------------------------------------------------------------------
@wrong("receptive_field")
def no_layers_gives_zero(layers):
    """Without any layer you answer 0. Then the output is the input, and each element depends on one position: itself.
    A width of 1 is where the counting starts (section 5.1.6).

    没有任何层时你返回了0。这时输出就是输入，每个元素依赖一个位置，也就是它自己。宽度应从1算起（5.1.6节）。
    """
    field, jump = (1 if layers else 0), 1
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * jump
        jump *= stride
    return field


@wrong("receptive_field")
def layers_used_up(layers):
    """Your number is right, but afterwards the caller's list is empty: it is taken apart layer by layer. Walk through a
    list without changing it; the same network may be asked about twice.

    数值是对的，但调用之后，传进来的列表空了：你一层一层地把它拆掉了。遍历列表时不要改动它，同一个网络可能还会再用。
    """
    field = 1
    while layers:
        kernel_size, stride = layers.pop()
        field = (field - 1) * stride + kernel_size
    return field


@wrong("receptive_field")
def only_positions_used(layers):
    """You count the input positions that are really read. With a stride larger than the next window there are gaps
    between them, and these count as well: the width goes from the first position to the last (section 5.1.6).

    你数的是真正被读到的输入位置。步幅大于窗口时，这些位置之间有空隙，空隙也要算：宽度是从第一个位置到最后一个位置
    （5.1.6节）。
    """
    positions = {0}
    for kernel_size, stride in reversed(layers):
        positions = {p * stride + a for p in positions for a in range(kernel_size)}
    return len(positions)


@wrong("receptive_field")
def odd_kernels_assumed(layers):
    """Each window is taken as its middle plus half its size on either side: an even kernel counts one too many that
    way. A window of 2 sees two positions, not three (section 5.1.6).

    你把每个窗口看成中心加上左右各半个核，核大小为偶数时就多算了一个。大小为2的窗口只看到两个位置，而不是三个
    （5.1.6节）。
    """
    field, jump = 1, 1
    for kernel_size, stride in layers:
        field += kernel_size // 2 * 2 * jump
        jump *= stride
    return field


@wrong("receptive_field")
def first_layer_ignored(layers):
    """The first layer does not count in your answer. It is the one that touches the input: its window is part of the
    receptive field, and its stride sets apart what all later layers see (section 5.1.6).

    你漏掉了第一层。正是它直接接触输入：它的窗口属于感受野，它的步幅还会拉开后面各层所看位置的间距（5.1.6节）。
    """
    field, jump = 1, 1
    for kernel_size, stride in layers[1:]:
        field += (kernel_size - 1) * jump
        jump *= stride
    return field


@wrong("receptive_field")
def last_layer_ignored(layers):
    """The last layer does not count in your answer. An output element looks through the last layer's window first: it
    combines several elements of the layer below (section 5.1.6).

    你漏掉了最后一层。输出元素首先通过最后一层的窗口，看到前一层的好几个元素（5.1.6节）。
    """
    field, jump = 1, 1
    for kernel_size, stride in layers[:-1]:
        field += (kernel_size - 1) * jump
        jump *= stride
    return field


@wrong("receptive_field")
def first_layer_counted_twice(layers):
    """The first layer counts twice: you start with its kernel size and then go through all layers, the first one
    included. Before any layer the width is 1 (section 5.1.6).

    第一层算了两遍：你以它的核大小作为初值，又把包括它在内的所有层都累加了一次。还没有任何层时，宽度是1（5.1.6节）。
    """
    field, jump = (layers[0][0] if layers else 1), 1
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * jump
        jump *= stride
    return field


# The stride -----------------------------------------------------------------------------------------------------------
@wrong("receptive_field")
def stride_surplus_added_up(layers):
    """You add up by how much the strides exceed 1. One stride comes out right that way, two do not: their effects
    multiply, so that strides of 2 and 3 set neighbours six input positions apart (sections 5.1.6 and 5.2.2).

    你把各步幅超出1的部分加了起来。只有一层步幅大于1时碰巧是对的，有两层就错了：
    作用是相乘的，步幅2和3使相邻元素相隔六个位置（5.1.6节和5.2.2节）。
    """
    field, jump = 1, 1
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * jump
        jump += stride - 1
    return field


@wrong("receptive_field")
def only_previous_stride(layers):
    """Each window is scaled by the stride of the layer just before it, and older strides are forgotten. Their effects
    multiply: two layers with stride 2 set neighbours four positions apart (sections 5.1.6 and 5.2.2).

    你只用前一层的步幅去放大窗口，更早的步幅都忘掉了。它们的作用是相乘的：
    两层步幅为2，相邻元素就相隔四个位置（5.1.6节和5.2.2节）。
    """
    field, previous = 1, 1
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * previous
        previous = stride
    return field


@wrong("receptive_field")
def strides_added_up(layers):
    """You add the strides up. Their effects multiply: after strides of 2 and 3 neighbours lie six input positions
    apart, not five, and strides of 1 set nothing apart (sections 5.1.6 and 5.2.2).

    你把步幅加了起来。它们的作用是相乘的：步幅2和3之后，相邻元素相隔六个位置而不是五个；
    步幅为1则不会拉开间距（5.1.6节和5.2.2节）。
    """
    field, jump = 1, 0
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * max(jump, 1)
        jump += stride
    return field


@wrong("receptive_field")
def strides_ignored(layers):
    """You leave the strides out: that is right only where all of them are 1. After a layer with stride 2, neighbours
    lie two input positions apart, and every later window reaches twice as far (sections 5.1.6 and 5.2.2).

    你没有考虑步幅，只有步幅全为1时才对。经过步幅为2的层之后，相邻元素在输入上相隔两个位置，
    后面的窗口就看得两倍远（5.1.6节和5.2.2节）。
    """
    field = 1
    for kernel_size, _ in layers:
        field += kernel_size - 1
    return field


@wrong("receptive_field")
def own_stride_counted_first(layers):
    """Each layer's own stride already widens its own window. The stride says how far apart this layer's outputs lie: it
    matters to the layers after it, not to what one of its outputs sees (sections 5.1.6 and 5.2.2).

    你让每一层自己的步幅也放大了它自己的窗口。步幅说的是这一层的输出相隔多远，影响的是后面的层，
    而不是它自己的一个输出能看到多少（5.1.6节和5.2.2节）。
    """
    field, jump = 1, 1
    for kernel_size, stride in layers:
        jump *= stride
        field += (kernel_size - 1) * jump
    return field


@wrong("receptive_field")
def own_stride_only(layers):
    """Each window is scaled by its own layer's stride only. What counts is how far apart the elements lie that the
    window looks at, and that comes from the strides of all layers before it (sections 5.1.6 and 5.2.2).

    你只用每一层自己的步幅去放大它的窗口。要看的是窗口里的元素在输入上相隔多远，这由前面所有层的步幅决定
    （5.1.6节和5.2.2节）。
    """
    field = 1
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * stride
    return field


@wrong("receptive_field")
def steps_joined_by_one(layers):
    """Going back from the output you multiply the whole width by the stride. Only the steps between neighbours get
    longer, and there is one step fewer than there are neighbours: strides above 1 count too much (sections 5.1.6 and
    5.2.2).

    从输出往回推时，你把整个宽度乘以了步幅。被步幅拉长的只是相邻元素之间的间隔，而间隔比元素少一个，
    所以步幅大于1时就算多了（5.1.6节和5.2.2节）。
    """
    field = 1
    for kernel_size, stride in reversed(layers):
        field = field * stride + kernel_size - 1
    return field


@wrong("receptive_field")
def layers_in_reverse_order(layers):
    """You go through the layers from the wrong end: a stride widens the windows of the layers before it instead of
    those after it. The list starts at the input (section 5.1.6).

    层的顺序反了：步幅放大了它前面的层的窗口，而不是后面的。列表是从输入开始的（5.1.6节）。
    """
    field, jump = 1, 1
    for kernel_size, stride in reversed(layers):
        field += (kernel_size - 1) * jump
        jump *= stride
    return field


@wrong("receptive_field")
def kernel_and_stride_exchanged(layers):
    """Kernel size and stride have changed places: each layer is (kernel size, stride), in this order. The windows come
    from the first number, the distances between them from the second.

    核大小和步幅弄反了：每一层都是（核大小，步幅），按这个顺序。第一个数决定窗口多大，第二个数决定窗口相隔多远。
    """
    field, jump = 1, 1
    for stride, kernel_size in layers:
        field += (kernel_size - 1) * jump
        jump *= stride
    return field


# Where the counting starts, and what is counted -----------------------------------------------------------------------
@wrong("receptive_field")
def starts_at_zero(layers):
    """Your answer is one too small: you count how far the windows reach beyond an element, but not the element itself.
    A 1 x 1 window sees one position, not none (section 5.1.6).

    结果少了1：你算了窗口在一个元素之外还能看多远，却没算这个元素自己。1x1的窗口看到一个位置，而不是零个（5.1.6节）。
    """
    field, jump = 0, 1
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * jump
        jump *= stride
    return field


@wrong("receptive_field")
def one_too_large(layers):
    """Your answer is one too large: it counts one end of the window twice. With a single layer, the receptive field is
    exactly its kernel size (section 5.1.6).

    结果多了1：窗口的一端算了两次。只有一层时，感受野正好等于核的大小（5.1.6节）。
    """
    field, jump = 2, 1
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * jump
        jump *= stride
    return field


@wrong("receptive_field")
def backwards_from_zero(layers):
    """Going back from the output you start with a width of 0. One output element is where you start, so the width is 1
    before the first step back; the error grows with every stride (section 5.1.6).

    从输出往回推时，你从宽度0开始。起点是一个输出元素，所以第一步之前宽度就是1；这个错误会被每个步幅放大（5.1.6节）。
    """
    field = 0
    for kernel_size, stride in reversed(layers):
        field = (field - 1) * stride + kernel_size
    return field


@wrong("receptive_field")
def whole_kernel_added(layers):
    """Every layer adds its whole kernel size. Neighbouring windows overlap: a window of 3 brings two positions more
    than a single element, not three (section 5.1.6: two 2 x 2 layers make 3 x 3).

    每一层都加上了整个核的大小。相邻的窗口是重叠的：大小为3的窗口比一个元素只多看两个位置，而不是三个
    （5.1.6节：两层2x2得到3x3）。
    """
    field, jump = 1, 1
    for kernel_size, stride in layers:
        field += kernel_size * jump
        jump *= stride
    return field


@wrong("receptive_field")
def one_side_only(layers):
    """You count from the middle of each window to one of its ends. The receptive field is the whole width, from the
    first position to the last (section 5.1.6).

    你只算了从窗口中心到一端的距离。感受野是整个宽度，从第一个位置到最后一个位置（5.1.6节）。
    """
    field, jump = 1, 1
    for kernel_size, stride in layers:
        field += kernel_size // 2 * jump
        jump *= stride
    return field


@wrong("receptive_field")
def kernel_sizes_added(layers):
    """You add the kernel sizes up. Windows of neighbouring elements overlap, so a second layer of 2 widens 2 to 3 and
    not to 4 (section 5.1.6), and strides push them apart.

    你把核的大小直接相加。相邻元素的窗口是重叠的，所以第二层大小为2的核把2扩大到3，而不是4（5.1.6节）；
    步幅还会把它们拉开。
    """
    return sum(kernel_size for kernel_size, _ in layers)


@wrong("receptive_field")
def kernel_sizes_multiplied(layers):
    """You multiply the kernel sizes. That would be right if windows lay side by side; they overlap, so that two layers
    of 3 see 5 positions and not 9 (section 5.1.6).

    你把核的大小相乘。只有窗口一个挨一个时才是这样；窗口是重叠的，两层大小为3的核看到5个位置，而不是9个（5.1.6节）。
    """
    field = 1
    for kernel_size, _ in layers:
        field *= kernel_size
    return field


@wrong("receptive_field")
def kernel_times_stride_added(layers):
    """You add up kernel size times stride, layer by layer. A layer adds what its window has beyond one element, and
    this counts in steps that the layers before it have set, not in its own (sections 5.1.6 and 5.2.2).

    你把每层的核大小乘以步幅再相加。每层增加的是窗口除一个元素之外的部分，而且按前面各层拉开的间距计算，
    不是按它自己的步幅（5.1.6节和5.2.2节）。
    """
    return sum(kernel_size * stride for kernel_size, stride in layers)


@wrong("receptive_field")
def largest_kernel_only(layers):
    """You answer with the largest kernel. Layers see through each other: every further one lets an output element see
    more of the input, which is why deep networks see far with small kernels (section 5.1.6).

    你返回的是最大的核。层与层是叠在一起看的：每多一层，输出元素就能看到更多输入，
    所以很深的网络用小的核也能看得很远（5.1.6节）。
    """
    return max((kernel_size for kernel_size, _ in layers), default=1)


@wrong("receptive_field")
def last_kernel_only(layers):
    """You answer with the kernel size of the last layer: that is what an output element sees of the layer below. Asked
    for is what it sees of the input, through all layers (section 5.1.6).

    你返回的是最后一层的核大小，那只是输出元素在前一层上看到的范围。要求的是它透过所有层在输入上看到的范围（5.1.6节）。
    """
    return layers[-1][0] if layers else 1


@wrong("receptive_field")
def first_kernel_only(layers):
    """You answer with the kernel size of the first layer: that is what an element of the first feature map sees. The
    layers after it combine many such elements (section 5.1.6).

    你返回的是第一层的核大小，那只是第一个特征图的元素看到的范围。后面的层会把许多这样的元素合在一起（5.1.6节）。
    """
    return layers[0][0] if layers else 1


@wrong("receptive_field")
def area_instead_of_width(layers):
    """You answer with the number of positions in the square. Asked for is its width, along one axis: 3, where the book
    speaks of 3 x 3 (section 5.1.6).

    你返回的是整个方形里的位置数。要求的是一个方向上的宽度：书中说3x3的地方，答案是3（5.1.6节）。
    """
    field, jump = 1, 1
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * jump
        jump *= stride
    return field * field
