"""Writes the model as GGUF: `GGUF_PY=.../gguf-py python3 export_gguf.py MODEL.pt TOKENIZER.model OUTPUT.gguf`.

GGUF_PY is the gguf-py folder of a llama.cpp checkout. The engine's npm package
carries one: `git clone node_modules/node-llama-cpp/llama/gitRelease.bundle`.
"""
import os
import sys
import types

sys.path.insert(0, os.environ["GGUF_PY"])
for missing in ("tqdm", "yaml"):
    # gguf-py imports these two for tools that are not used here.
    try:
        __import__(missing)
    except ImportError:
        stand_in = types.ModuleType(missing)
        stand_in.tqdm = lambda *_args, **_kwargs: None
        sys.modules[missing] = stand_in

import gguf
import sentencepiece
import torch

from model import CONTEXT, EPSILON, HEAD, HEADS, HIDDEN, LAYERS, ROPE_BASE, VOCABULARY, WIDTH

TEMPLATE = ("{% for m in messages %}{{'<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>' + '\n'}}"
            "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")
Q8_0 = gguf.GGMLQuantizationType.Q8_0
FILE_TYPE_Q8_0 = 7


def add_settings(writer):
    writer.add_name("house-mini (trained from scratch on generated text)")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(EPSILON)
    writer.add_rope_dimension_count(HEAD)
    writer.add_rope_freq_base(ROPE_BASE)
    writer.add_vocab_size(VOCABULARY)
    writer.add_file_type(FILE_TYPE_Q8_0)


def kind_of(pieces, index):
    """The two marks are control tokens, so plain text can never become one."""
    if pieces.is_unknown(index):
        return gguf.TokenType.UNKNOWN
    if pieces.is_control(index) or pieces.id_to_piece(index).startswith("<|im_"):
        return gguf.TokenType.CONTROL
    return gguf.TokenType.BYTE if pieces.is_byte(index) else gguf.TokenType.NORMAL


def add_tokenizer(writer, pieces):
    every = range(VOCABULARY)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([pieces.id_to_piece(index).encode() for index in every])
    writer.add_token_scores([pieces.get_score(index) for index in every])
    writer.add_token_types([kind_of(pieces, index) for index in every])
    writer.add_bos_token_id(pieces.bos_id())
    writer.add_eos_token_id(pieces.piece_to_id("<|im_end|>"))
    writer.add_unk_token_id(pieces.unk_id())
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(TEMPLATE)


def main():
    weights, pieces = torch.load(sys.argv[1]), sentencepiece.SentencePieceProcessor(model_file=sys.argv[2])
    writer = gguf.GGUFWriter(sys.argv[3], "llama")
    add_settings(writer)
    add_tokenizer(writer, pieces)
    for name, tensor in weights.items():
        array = tensor.detach().float().numpy()
        if array.ndim == 2:
            writer.add_tensor(name, gguf.quants.quantize(array, Q8_0), raw_dtype=Q8_0)
        else:
            writer.add_tensor(name, array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
