"""Writes a tiny LLaMA model with random weights. Its words mean nothing; the server that runs it is a real one."""

import gguf
import numpy as np

WIDTH = 64
HEADS = 4
LAYERS = 2
SPECIAL = ["<|begin|>", "<|end|>", "<|im_start|>", "<|im_end|>"]
CHAT_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def byte_letters() -> list[str]:
    """The printable letter that stands for each byte in a byte-level vocabulary (GPT-2's table)."""
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    letters, unprintable = [], 0
    for byte in range(256):
        if byte in printable:
            letters.append(chr(byte))
        else:
            letters.append(chr(256 + unprintable))
            unprintable += 1
    return letters


def write_model(path: str, context: int, seed: int = 7) -> None:
    """One token a byte, so that a test can count tokens. `context` is the window in tokens."""
    random = np.random.default_rng(seed)
    vocabulary = byte_letters() + SPECIAL
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_context_length(context)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(WIDTH * 2)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(len(vocabulary))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(vocabulary)
    writer.add_token_types([gguf.TokenType.NORMAL] * 256 + [gguf.TokenType.CONTROL] * len(SPECIAL))
    writer.add_token_merges(["a b"])
    writer.add_bos_token_id(256)
    writer.add_eos_token_id(259)
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)

    def add_random(name: str, *shape: int, scale: float = 0.08) -> None:
        writer.add_tensor(name, (random.standard_normal(shape) * scale).astype(np.float32))

    add_random("token_embd.weight", len(vocabulary), WIDTH)
    add_random("output.weight", len(vocabulary), WIDTH, scale=0.5)
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        for norm in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"{block}{norm}.weight", np.ones(WIDTH, np.float32))
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add_random(f"{block}{part}.weight", WIDTH, WIDTH)
        add_random(f"{block}ffn_gate.weight", WIDTH * 2, WIDTH)
        add_random(f"{block}ffn_up.weight", WIDTH * 2, WIDTH)
        add_random(f"{block}ffn_down.weight", WIDTH, WIDTH * 2)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
