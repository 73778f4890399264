"""Feature maps and receptive fields, 特征图和感受野 (book section 5.1)."""


def receptive_field(layers):
    field, jump = 1, 1  # jump: how many input positions lie between neighbours of the current feature map
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * jump  # this layer's window reaches k - 1 neighbours further
        jump *= stride
    return field
