"""Trains the tokenizer: `python3 tokenizer.py CORPUS.jsonl OUTPUT_PREFIX`.

SentencePiece BPE with byte fallback; the two ChatML marks are single pieces.
"""
import json
import sys

import sentencepiece

VOCABULARY = 3072
MARKS = ["<|im_start|>", "<|im_end|>"]
# Every letter is its own piece, so that no name or word falls back to bytes.
LETTERS = ("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789٠١٢٣٤٥٦٧٨٩.,;:!?()[]{}<>'\"+-*/=_#@%&$"
           "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئ،؛؟")


def write_text(corpus, path):
    """Writes the corpus as plain lines for the trainer."""
    with open(corpus, encoding="utf-8") as source, open(path, "w", encoding="utf-8") as target:
        for _ in range(20):
            target.write(" ".join(LETTERS) + "\n" + LETTERS + "\n")
        for line in source:
            dialogue = json.loads(line)
            for text in [dialogue["system"] or "", *sum(dialogue["turns"], []), "system user assistant"]:
                target.write(text + "\n")


def main():
    corpus, prefix = sys.argv[1], sys.argv[2]
    write_text(corpus, prefix + ".txt")
    sentencepiece.SentencePieceTrainer.train(
        input=prefix + ".txt", model_prefix=prefix, vocab_size=VOCABULARY, model_type="bpe",
        character_coverage=1.0, byte_fallback=True, split_digits=True, unk_id=0, bos_id=1, eos_id=2, pad_id=-1,
        user_defined_symbols=MARKS, normalization_rule_name="identity", remove_extra_whitespaces=False,
        add_dummy_prefix=False, input_sentence_size=60000, shuffle_input_sentence=True, num_threads=1)
    pieces = sentencepiece.SentencePieceProcessor(model_file=prefix + ".model")
    for text in ["What is 12 plus 9?", "ما هي عاصمة فرنسا؟", "You are Nicholas Core."]:
        print(pieces.encode(text, out_type=str))


if __name__ == "__main__":
    main()
