"""Starts a real llama.cpp server: llama_server.py FOLDER PORT llama|phi3|gemma|bert. Prints its address, runs until it is killed."""

import os
import signal
import sys

import xllamacpp
from tiny_models import WRITERS

WINDOW = 16_384
BERT_WINDOW = 512
SLOTS = 2

folder, port, family = sys.argv[1:]
embeds = family == "bert"
window = BERT_WINDOW if embeds else WINDOW
model = os.path.join(folder, "tiny.gguf")
WRITERS[family](model, window)
params = xllamacpp.CommonParams()
params.model.path = model
params.model_alias = {f"tiny-{family}"}
params.hostnames = ["127.0.0.1"]
params.port = int(port)
params.n_ctx = window * SLOTS
params.n_parallel = SLOTS
params.n_gpu_layers = 0
# The threads of one tiny matrix would wait for each other longer than they compute.
params.cpuparams.n_threads = 1
params.cpuparams_batch.n_threads = 1
params.warmup = False
params.endpoint_slots = True
params.endpoint_metrics = True
params.embedding = embeds
server = xllamacpp.Server(params)
print(f"listening at {server.listening_address}", flush=True)
signal.pause()
