# exercise: conv1x1
# status: output
# message: output_mb = 4
import sys

while True:
    sys.stderr.write("\x1b[31mred" * 10000)
