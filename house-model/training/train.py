"""Trains the model: `python3 train.py CORPUS.jsonl TOKENIZER.model OUTPUT.pt SECONDS [START.pt]`.

The learning rate falls with the clock, so the run ends where it should on any
machine. A checkpoint is written every five minutes; START.pt goes on from one.
"""
import math
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

from dataset import LENGTH, batch, load_rows
from model import HouseModel
from muon import Muon

ROWS, HELD_OUT, CHECKPOINT_SECONDS = 8, 320, 300
MATRIX_RATE, OTHER_RATE, WARM_UP = 0.015, 3e-3, 60
CONTINUED = 0.4


def loss_of(model, data):
    """Mean loss on the tokens of the answers."""
    ids, following, answers, mask = data
    return F.cross_entropy(model(ids, mask, answers), following[answers])


@torch.no_grad()
def held_out_loss(model, rows):
    """The loss on dialogues that training never sees."""
    losses = [loss_of(model, batch(rows, np.arange(first, first + ROWS))).item() for first in range(0, HELD_OUT, ROWS)]
    return sum(losses) / len(losses)


def main():
    corpus, tokenizer, output, seconds = sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])
    torch.set_num_threads(1)
    torch.manual_seed(1)
    rows = load_rows(corpus, tokenizer)
    order = np.random.default_rng(5)
    model = HouseModel()
    pace = 1.0
    if len(sys.argv) > 5:
        pace = CONTINUED
        model.load_state_dict(torch.load(sys.argv[5]))
    matrices = [weight for weight in model.blk.parameters() if weight.dim() == 2]
    chosen = {id(weight) for weight in matrices}
    others = [weight for weight in model.parameters() if id(weight) not in chosen]
    optimisers = [(Muon(matrices, MATRIX_RATE), MATRIX_RATE),
                  (torch.optim.AdamW(others, OTHER_RATE, betas=(0.9, 0.95), weight_decay=0.01), OTHER_RATE)]
    print("parameters", sum(w.numel() for w in model.parameters()), "rows", len(rows[0]), "tokens", int((rows[2] > 0).sum()), flush=True)

    started, saved, step, queue = time.time(), time.time(), 0, []
    while (done := (time.time() - started) / seconds) < 1:
        rate = pace * min(1, (step + 1) / WARM_UP) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        if len(queue) < ROWS:
            queue = list(order.permutation(np.arange(HELD_OUT, len(rows[0]))))
        picked, queue = np.array(queue[:ROWS]), queue[ROWS:]
        loss = loss_of(model, batch(rows, picked))
        model.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(others, 1.0)
        for optimiser, base in optimisers:
            for group in optimiser.param_groups:
                group["lr"] = base * rate
            optimiser.step()
        step += 1
        now = time.time()
        if step % 100 == 0:
            print(f"step {step} loss {loss.item():.3f} tokens/s {step * ROWS * LENGTH / (now - started):.0f} "
                  f"seconds {now - started:.0f}", flush=True)
        if now - saved > CHECKPOINT_SECONDS:
            saved = now
            torch.save(model.state_dict(), output)
            print("held-out loss", round(held_out_loss(model, rows), 4), flush=True)
    torch.save(model.state_dict(), output)
    print("held-out loss", round(held_out_loss(model, rows), 4), "steps", step, "tokens", step * ROWS * LENGTH)


if __name__ == "__main__":
    main()
