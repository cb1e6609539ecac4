"""Vocabularies in which each byte or letter is one token, so that a test can count tokens."""

import string
from dataclasses import dataclass, field

from gguf import TokenType


@dataclass
class Vocabulary:
    """What a GGUF file says about a tokenizer."""

    kind: str
    tokens: list[str]
    types: list[TokenType]
    merges: list[str] = field(default_factory=list)

    def id_of(self, token: str) -> int:
        return self.tokens.index(token)


def byte_level(special: list[str]) -> Vocabulary:
    """GPT-2's kind, as Llama 3 has it: 256 letters that stand for the bytes, then the special tokens."""
    types = [TokenType.NORMAL] * 256 + [TokenType.CONTROL] * len(special)
    # llama.cpp demands a list of merges; the letters of this one never meet.
    return Vocabulary("gpt2", _byte_letters() + special, types, merges=["a b"])


def sentence_piece(special: list[str]) -> Vocabulary:
    """SentencePiece with nothing but its 256 byte tokens, as Phi-3 and Gemma fall back to."""
    tokens = ["<unk>"] + [f"<0x{byte:02X}>" for byte in range(256)] + special
    types = [TokenType.UNKNOWN] + [TokenType.BYTE] * 256 + [TokenType.CONTROL] * len(special)
    return Vocabulary("llama", tokens, types)


def word_piece() -> Vocabulary:
    """BERT's kind: a letter at the start of a word ("▁a") and within one ("a")."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = string.ascii_lowercase + string.digits + string.punctuation
    types = [TokenType.CONTROL] * len(special) + [TokenType.NORMAL] * (2 * len(letters))
    return Vocabulary("bert", special + [f"▁{letter}" for letter in letters] + list(letters), types)


def _byte_letters() -> list[str]:
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
