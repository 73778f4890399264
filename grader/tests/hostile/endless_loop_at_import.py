# exercise: conv1x1
# status: timeout
# message: import_seconds = 2
while True:
    pass
