"""The network: a small Llama (RMS norm, rotary positions, gated feed-forward, tied embeddings)."""
import math

import torch
import torch.nn.functional as F
from torch import nn

VOCABULARY, WIDTH, LAYERS, HEADS, HIDDEN = 3072, 192, 6, 6, 512
HEAD = WIDTH // HEADS
CONTEXT = 1024
ROPE_BASE, EPSILON = 10000.0, 1e-5


class Norm(nn.Module):
    """Root-mean-square normalisation."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(WIDTH))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPSILON) * self.weight


def rotate(x, cos, sin):
    """Rotary positions on neighbouring pairs, the order that GGUF expects."""
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), -1).flatten(-2)


class Block(nn.Module):
    """Attention and feed-forward."""

    def __init__(self):
        super().__init__()
        self.attn_norm, self.ffn_norm = Norm(), Norm()
        self.attn_q, self.attn_k, self.attn_v, self.attn_output = (nn.Linear(WIDTH, WIDTH, False) for _ in range(4))
        self.ffn_gate, self.ffn_up = nn.Linear(WIDTH, HIDDEN, False), nn.Linear(WIDTH, HIDDEN, False)
        self.ffn_down = nn.Linear(HIDDEN, WIDTH, False)

    def forward(self, x, cos, sin, mask):
        rows, length, _ = x.shape
        h = self.attn_norm(x)
        q, k, v = (layer(h).view(rows, length, HEADS, HEAD).transpose(1, 2)
                   for layer in (self.attn_q, self.attn_k, self.attn_v))
        scores = rotate(q, cos, sin) @ rotate(k, cos, sin).transpose(-1, -2) * HEAD ** -0.5
        mixed = (scores + mask).softmax(-1) @ v
        x = x + self.attn_output(mixed.transpose(1, 2).reshape(rows, length, WIDTH))
        h = self.ffn_norm(x)
        return x + self.ffn_down(F.silu(self.ffn_gate(h)) * self.ffn_up(h))


class HouseModel(nn.Module):
    """Token ids in, scores of the next token out."""

    def __init__(self):
        super().__init__()
        self.token_embd = nn.Embedding(VOCABULARY, WIDTH)
        self.blk = nn.ModuleList([Block() for _ in range(LAYERS)])
        self.output_norm = Norm()
        for weight in self.parameters():
            if weight.dim() > 1:
                nn.init.normal_(weight, 0, 0.03)
        for block in self.blk:
            for layer in (block.attn_output, block.ffn_down):
                nn.init.normal_(layer.weight, 0, 0.03 / math.sqrt(2 * LAYERS))
        frequency = ROPE_BASE ** (-torch.arange(0, HEAD, 2).float() / HEAD)
        angle = torch.outer(torch.arange(CONTEXT).float(), frequency)
        self.cos, self.sin = angle.cos(), angle.sin()

    def forward(self, ids, mask, wanted):
        """Scores at the `wanted` places (a mask over ids) alone; the rest would be wasted work.

        `mask` is added to the attention scores: 0 where a token may look, very low elsewhere.
        """
        length = ids.shape[1]
        x = self.token_embd(ids)
        for block in self.blk:
            x = block(x, self.cos[:length], self.sin[:length], mask)
        return self.output_norm(x[wanted]) @ self.token_embd.weight.t()
