"""Two mistakes: it starts at 0, and adds whole kernels."""


def receptive_field(layers):
    field, jump = 0, 1
    for kernel_size, stride in layers:
        field += kernel_size * jump
        jump *= stride
    return field
