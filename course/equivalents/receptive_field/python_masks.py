"""Style: a bit mask in one Python integer, dilated and widened; bit_length is the width."""


def receptive_field(layers):
    mask = 1
    for k, s in reversed(layers):
        spread = 0
        for position in range(mask.bit_length()):
            if mask >> position & 1:
                spread |= ((1 << k) - 1) << position * s
        mask = spread
    return mask.bit_length()
