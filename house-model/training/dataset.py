"""Turns dialogues into rows of tokens of one length."""
import json
import random

import numpy as np
import sentencepiece
import torch

LENGTH = 192
BOS = 1
OPEN_ROWS = 64
FORBIDDEN = -1e9


class Encoder:
    """Writes a dialogue as ChatML token ids, the way the server does."""

    def __init__(self, path):
        self.pieces = sentencepiece.SentencePieceProcessor(model_file=path)
        self.start = self.pieces.piece_to_id("<|im_start|>")
        self.end = self.pieces.piece_to_id("<|im_end|>")
        self.newline = self.pieces.encode("\n")

    def __call__(self, dialogue):
        """Returns (ids, whether each id is part of an answer)."""
        ids, answers = [BOS], [False]

        def add(tokens, answer=False):
            ids.extend(tokens)
            answers.extend([answer] * len(tokens))

        def message(role, text):
            add([self.start] + self.pieces.encode(f"{role}\n{text}") + [self.end] + self.newline)

        if dialogue["system"]:
            message("system", dialogue["system"])
        for question, answer in dialogue["turns"]:
            message("user", question)
            add([self.start] + self.pieces.encode("assistant\n"))
            add(self.pieces.encode(answer) + [self.end], answer=True)
            add(self.newline)
        return ids, answers


def pack(documents):
    """Puts whole documents into rows, each where it leaves the least room."""
    full, opened = [], []
    for number, (ids, answers) in enumerate(documents, start=1):
        ids, answers = ids[: LENGTH + 1], answers[: LENGTH + 1]
        fitting = [row for row in opened if len(row[0]) + len(ids) <= LENGTH + 1]
        row = max(fitting, key=lambda one: len(one[0]), default=None)
        if row is None:
            row = ([], [], [])
            opened.append(row)
        for part, more in zip(row, (ids, answers, [number] * len(ids))):
            part.extend(more)
        if len(opened) > OPEN_ROWS:
            fullest = max(opened, key=lambda one: len(one[0]))
            opened.remove(fullest)
            full.append(fullest)
    return full


def load_rows(corpus, tokenizer):
    """Returns (ids, answers, number of the dialogue) as arrays of one row length."""
    encode = Encoder(tokenizer)
    with open(corpus, encoding="utf-8") as file:
        documents = [encode(json.loads(line)) for line in file]
    random.Random(3).shuffle(documents)
    rows = pack(documents)
    random.Random(4).shuffle(rows)
    parts = []
    for index, (fill, kind) in enumerate(((0, np.int64), (False, bool), (0, np.int64))):
        parts.append(np.array([row[index] + [fill] * (LENGTH + 1 - len(row[index])) for row in rows], dtype=kind))
    return tuple(parts)


def batch(rows, chosen):
    """Returns (ids, next ids, which next ids to learn, attention mask) for the chosen rows."""
    ids, answers, owner = (torch.from_numpy(part[chosen]) for part in rows)
    owner = owner[:, :-1]
    same = owner.unsqueeze(1) == owner.unsqueeze(2)
    earlier = torch.ones(LENGTH, LENGTH, dtype=torch.bool).tril()
    mask = torch.zeros(same.shape).masked_fill(~(same & earlier), FORBIDDEN).unsqueeze(1)
    return ids[:, :-1], ids[:, 1:], answers[:, 1:], mask
