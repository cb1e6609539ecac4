"""Starts a real llama.cpp server: llama_server.py FOLDER PORT chat|embedding. Prints its address, runs until it is killed."""

import os
import signal
import sys

import xllamacpp
from tiny_model import write_model

WINDOW = 16_384
SLOTS = 2

folder, port, kind = sys.argv[1:]
model = os.path.join(folder, "tiny.gguf")
write_model(model, WINDOW)
params = xllamacpp.CommonParams()
params.model.path = model
params.model_alias = {"tiny"}
params.hostnames = ["127.0.0.1"]
params.port = int(port)
params.n_ctx = WINDOW * SLOTS
params.n_parallel = SLOTS
params.n_gpu_layers = 0
params.warmup = False
params.embedding = kind == "embedding"
if params.embedding:
    params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
server = xllamacpp.Server(params)
print(f"listening at {server.listening_address}", flush=True)
signal.pause()
