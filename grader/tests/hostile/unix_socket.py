# exercise: conv1x1
# status: error
# message: Operation not permitted
import socket

socket.socket(socket.AF_UNIX).connect("\0convkata-hostile")
