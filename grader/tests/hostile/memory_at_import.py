# exercise: conv1x1
# status: memory
# message: memory_mb = 384
x = bytearray(1 << 34)
