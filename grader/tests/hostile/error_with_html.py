# exercise: conv1x1
# status: error
# message: <script>
def corr2d_multi_in_out_1x1(X, K):
    raise ValueError("</td><script>alert(1)</script><img src=x onerror=alert(1)>[bold]{0}%s")
