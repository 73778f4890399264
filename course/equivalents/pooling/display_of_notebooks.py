"""Style: an exported notebook that puts display among Python's built-in names."""
# coding: utf-8

# In[1]:
# get_ipython().run_line_magic('matplotlib', 'inline')
import builtins

try:
    from IPython.display import display as _display
    builtins.display = _display
except ImportError:
    builtins.display = print

from mxnet import nd


# In[2]:
def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0)
    padded[ph:ph + h, pw:pw + w] = X
    display(padded)
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            if mode == 'max':
                Y[i, j] = padded[i * sh:i * sh + kh, j * sw:j * sw + kw].max()
            elif mode == 'avg':
                Y[i, j] = padded[i * sh:i * sh + kh, j * sw:j * sw + kw].mean()
    return Y


# In[3]:
X = nd.array([[0, 1, 2], [3, 4, 5], [6, 7, 8]])
display(pool2d(X, (2, 2)))


# In[4]:
pool2d(X, (2, 2), 'avg')


# In[5]:
def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    return nd.stack(*[pool2d(x, pool_size, mode, padding, stride) for x in X])


# In[ ]:
