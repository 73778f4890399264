# status: crashed
# message: something that is not the trace of a network
import worker.wire.frames

encode = worker.wire.frames.encode


def replaced(message, arrays=()):
    told = isinstance(message, dict) and isinstance(message.get("ok"), dict) and message["ok"]["dict"].get("told")
    if told:
        arrays[told["array"]] = np.frombuffer(b'{"traces": [1, 2]}', np.uint8)
    return encode(message, arrays)


worker.wire.frames.encode = replaced
