"""
Writes tiny models with random weights: Llama, Phi-3, Gemma 2 and BERT, each with its own tensors, tokenizer and chat
template. Their words mean nothing; the server that runs them is a real one.
"""

import chat_templates
import gguf
import numpy as np
from vocabularies import Vocabulary, byte_level, sentence_piece, word_piece

WIDTH = 64
HEADS = 4
LAYERS = 2
INNER = 2 * WIDTH
SEED = 7


def write_llama(path: str, context: int) -> None:
    special = ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]
    model = _Model(path, "llama", context, byte_level(special))
    model.writer.add_rope_dimension_count(WIDTH // HEADS)
    model.writer.add_tokenizer_pre("default")
    model.add_chat(chat_templates.LLAMA, begin="<|begin_of_text|>", end="<|eot_id|>")
    model.add_decoder_ends()
    for block in model.blocks():
        model.add_norms(block, "attn_norm", "ffn_norm")
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            model.add_random(f"{block}{part}.weight", WIDTH, WIDTH)
        model.add_gated_feed_forward(block)
    model.close()


def write_phi3(path: str, context: int) -> None:
    """Its query, key and value are one tensor; so are gate and up."""
    special = ["<s>", "</s>", "<|endoftext|>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"]
    model = _Model(path, "phi3", context, sentence_piece(special))
    model.writer.add_rope_dimension_count(WIDTH // HEADS)
    model.writer.add_sliding_window(context)
    model.writer.add_add_space_prefix(False)
    model.add_chat(chat_templates.PHI3, begin="<s>", end="<|end|>")
    model.add_decoder_ends()
    for block in model.blocks():
        model.add_norms(block, "attn_norm", "ffn_norm")
        model.add_random(f"{block}attn_qkv.weight", 3 * WIDTH, WIDTH)
        model.add_random(f"{block}attn_output.weight", WIDTH, WIDTH)
        model.add_random(f"{block}ffn_up.weight", 2 * INNER, WIDTH)
        model.add_random(f"{block}ffn_down.weight", WIDTH, INNER)
    model.close()


def write_gemma(path: str, context: int) -> None:
    """Gemma 2: norms before and after, capped logits, and no output tensor beside the embedding."""
    special = ["<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>"]
    model = _Model(path, "gemma2", context, sentence_piece(special))
    model.writer.add_key_length(WIDTH // HEADS)
    model.writer.add_value_length(WIDTH // HEADS)
    model.writer.add_attn_logit_softcapping(50.0)
    model.writer.add_final_logit_softcapping(30.0)
    model.writer.add_sliding_window(context)
    model.writer.add_add_space_prefix(False)
    model.add_chat(chat_templates.GEMMA, begin="<bos>", end="<end_of_turn>")
    model.add_output("token_embd.weight")
    for block in model.blocks():
        model.add_norms(block, "attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm")
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            model.add_random(f"{block}{part}.weight", WIDTH, WIDTH)
        model.add_gated_feed_forward(block)
    model.close()


def write_bert(path: str, context: int) -> None:
    """An encoder: every token sees every other, and a text's vector is the mean of its tokens'."""
    model = _Model(path, "bert", context, word_piece())
    writer, vocabulary = model.writer, model.vocabulary
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_token_type_count(2)
    writer.add_bos_token_id(vocabulary.id_of("[CLS]"))
    writer.add_eos_token_id(vocabulary.id_of("[SEP]"))
    writer.add_sep_token_id(vocabulary.id_of("[SEP]"))
    writer.add_pad_token_id(vocabulary.id_of("[PAD]"))
    writer.add_mask_token_id(vocabulary.id_of("[MASK]"))
    writer.add_unk_token_id(vocabulary.id_of("[UNK]"))
    model.add_random("token_embd.weight", len(vocabulary.tokens), WIDTH)
    model.add_random("token_types.weight", 2, WIDTH)
    model.add_random("position_embd.weight", context, WIDTH)
    model.add_norms("", "token_embd_norm", bias=True)
    for block in model.blocks():
        model.add_norms(block, "attn_output_norm", "layer_output_norm", bias=True)
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            model.add_biased(f"{block}{part}", WIDTH, WIDTH)
        model.add_biased(f"{block}ffn_up", INNER, WIDTH)
        model.add_biased(f"{block}ffn_down", WIDTH, INNER)
    model.close()


WRITERS = {"llama": write_llama, "phi3": write_phi3, "gemma": write_gemma, "bert": write_bert}


class _Model:
    """A GGUF file in the making."""

    def __init__(self, path: str, architecture: str, context: int, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._random = np.random.default_rng(SEED)
        self.writer = writer = gguf.GGUFWriter(path, architecture)
        writer.add_name(f"tiny-{architecture}")
        writer.add_context_length(context)
        writer.add_embedding_length(WIDTH)
        writer.add_block_count(LAYERS)
        writer.add_feed_forward_length(INNER)
        writer.add_head_count(HEADS)
        writer.add_head_count_kv(HEADS)
        writer.add_vocab_size(len(vocabulary.tokens))
        writer.add_tokenizer_model(vocabulary.kind)
        writer.add_token_list(vocabulary.tokens)
        writer.add_token_scores([0.0] * len(vocabulary.tokens))
        writer.add_token_types(vocabulary.types)
        if vocabulary.merges:
            writer.add_token_merges(vocabulary.merges)

    def blocks(self) -> list[str]:
        return [f"blk.{layer}." for layer in range(LAYERS)]

    def add_chat(self, template: str, begin: str, end: str) -> None:
        self.writer.add_layer_norm_rms_eps(1e-5)
        self.writer.add_bos_token_id(self.vocabulary.id_of(begin))
        self.writer.add_eos_token_id(self.vocabulary.id_of(end))
        self.writer.add_add_bos_token(False)
        self.writer.add_chat_template(template)

    def add_decoder_ends(self) -> None:
        self.add_random("token_embd.weight", len(self.vocabulary.tokens), WIDTH)
        self.add_output("output.weight")

    def add_output(self, name: str) -> None:
        """Special tokens never are among the 40 likeliest, of which a sampler chooses: no answer ends before its cap."""
        rows = self._random_rows(len(self.vocabulary.tokens), WIDTH, scale=0.5)
        special = [n for n, kind in enumerate(self.vocabulary.types) if kind == gguf.TokenType.CONTROL]
        rows[special] = 0
        self.writer.add_tensor(name, rows)
        self.add_norms("", "output_norm")

    def add_gated_feed_forward(self, block: str) -> None:
        self.add_random(f"{block}ffn_gate.weight", INNER, WIDTH)
        self.add_random(f"{block}ffn_up.weight", INNER, WIDTH)
        self.add_random(f"{block}ffn_down.weight", WIDTH, INNER)

    def add_norms(self, block: str, *names: str, bias: bool = False) -> None:
        for name in names:
            self.writer.add_tensor(f"{block}{name}.weight", np.ones(WIDTH, np.float32))
            if bias:
                self.writer.add_tensor(f"{block}{name}.bias", np.zeros(WIDTH, np.float32))

    def add_biased(self, name: str, rows: int, columns: int) -> None:
        self.add_random(f"{name}.weight", rows, columns)
        self.writer.add_tensor(f"{name}.bias", np.zeros(rows, np.float32))

    def add_random(self, name: str, *shape: int, scale: float = 0.08) -> None:
        self.writer.add_tensor(name, self._random_rows(*shape, scale=scale))

    def _random_rows(self, *shape: int, scale: float) -> np.ndarray:
        return (self._random.standard_normal(shape) * scale).astype(np.float32)

    def close(self) -> None:
        self.writer.write_header_to_file()
        self.writer.write_kv_data_to_file()
        self.writer.write_tensors_to_file()
        self.writer.close()
