# Rebuilds a model from the weights that Softmix saves, and says what it would write
# next after each token: python3 rebuild.py ift-2.safetensors 3 1 2. Needs numpy.
import json, struct, sys
import numpy as np

raw = open(sys.argv[1], "rb").read()
size, = struct.unpack("<Q", raw[:8])
head = json.loads(raw[8:8 + size])
c = json.loads(head.pop("__metadata__")["config"])
w = {name: np.frombuffer(raw, "<f4", int(np.prod(t["shape"])), 8 + size + t["data_offsets"][0]).reshape(t["shape"]) for name, t in head.items()}

def norm(x, gain):
    return x * gain / np.sqrt((x * x).mean(-1, keepdims=True) + c["eps"])

def logits(tokens):
    T, heads, each = len(tokens), c["heads"], c["width"] // c["heads"]
    h = w["E"][tokens] + w["P"][:T]
    for i in range(c["layers"]):
        q, k, v = (norm(h, w[f"{i}_g1"]) @ w[f"{i}_qkv"].T).reshape(T, 3, heads, each).transpose(1, 2, 0, 3)
        s = q @ k.transpose(0, 2, 1) / np.sqrt(each) + np.triu(np.full((T, T), -np.inf), 1)
        a = np.exp(s - s.max(-1, keepdims=True))
        y = a / a.sum(-1, keepdims=True) @ v
        h = h + y.transpose(1, 0, 2).reshape(T, -1) @ w[f"{i}_o"].T
        u = norm(h, w[f"{i}_g2"]) @ w[f"{i}_up"].T
        h = h + (u * (1 + np.tanh(np.sqrt(2 / np.pi) * (u + 0.044715 * u ** 3))) / 2) @ w[f"{i}_down"].T
    return norm(h, w["gf"]) @ w["E"].T

given = [int(t) for t in sys.argv[2:]]
for token, row in zip(given, logits(given) if given else []):
    print(c["tokens"][token], "->", c["tokens"][row.argmax()], row.round(3))
