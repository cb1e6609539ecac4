"""LlamaIndex: OpenAI and OpenAILike speak /chat/completions, OpenAIResponses /responses.

Its defaults try again until a student has waited 12 s for a refusal in a chat, and 65 s for embeddings; here it is told
to try twice.
"""

import os
import subprocess
import sys

os.environ.setdefault("OPENAI_API_BASE", os.environ["OPENAI_BASE_URL"])

from llama_index.core.llms import ChatMessage
from llama_index.core.tools import FunctionTool
from llama_index.embeddings.openai import OpenAIEmbedding
from llama_index.llms.openai import OpenAI, OpenAIResponses
from llama_index.llms.openai_like import OpenAILike
from pydantic import BaseModel

from checks import EMBEDDER, HERE, LEGACY_MODEL, MODEL, QUESTION, SLOW, WEATHER_QUESTION, aborted, refusals, served

ASKED = [ChatMessage(role="user", content=QUESTION)]
AGAIN = ChatMessage(role="user", content="And in Korean?")


class Greeting(BaseModel):
    """A greeting."""

    text: str
    loud: bool


def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"sunny in {city}"


WEATHER = FunctionTool.from_defaults(fn=get_weather)


def at_base(at):
    return {"api_key": at["api_key"], "api_base": at["base_url"], "max_retries": 2}


def like(model=MODEL, **more):
    return OpenAILike(model=model, is_chat_model=True, is_function_calling_model=True, context_window=16385, **more)


def check_mode(endpoint, kinds):
    """The first of the kinds is checked in full, every kind answers and streams."""
    kind = kinds[0]
    llm = kind(model=MODEL)

    @served(endpoint, "answer")
    def chat_answers():
        for one in kinds:
            assert one(model=MODEL, **at_base(HERE)).chat(ASKED).message.content

    @served(endpoint, "stream")
    def a_stream_comes_in_pieces():
        for one in kinds:
            assert len([piece for piece in one(model=MODEL, **at_base(HERE)).stream_chat(ASKED) if piece.delta]) > 1

    @served(endpoint, "tools")
    def a_tool_is_called_and_its_result_is_taken():
        asked = ChatMessage(role="user", content=WEATHER_QUESTION)
        first = llm.chat_with_tools([WEATHER], user_msg=asked, tool_required=True)
        call = llm.get_tool_calls_from_response(first)[0]
        assert call.tool_name == "get_weather" and isinstance(call.tool_kwargs["city"], str)
        key = "call_id" if endpoint == "responses" else "tool_call_id"
        result = ChatMessage(role="tool", content="sunny", additional_kwargs={key: call.tool_id})
        assert llm.chat_with_tools([WEATHER], chat_history=[asked, first.message, result]).message.content

    @served(endpoint, "schema")
    def structured_output_fits_its_schema():
        assert isinstance(llm.as_structured_llm(Greeting).chat(ASKED).raw, Greeting)

    @served(endpoint, "turns")
    def an_answer_can_be_sent_back():
        assert llm.chat([*ASKED, llm.chat(ASKED).message, AGAIN]).message.content

    # Who stops reading keeps the connection all the same: only with its process does this client give up a stream.
    aborted(endpoint, lambda: subprocess.check_output([sys.executable, __file__, endpoint], text=True))

    def refused_chat(at, model, refused):
        kind(model=model, **at_base(at)).chat(ASKED, **({"extra_body": {"teleport": True}} if refused else {}))

    refusals(endpoint, MODEL, refused_chat)


MODES = {"chat": [OpenAI, like], "responses": [OpenAIResponses]}


def die_reading(endpoint):
    stream = MODES[endpoint][0](model=MODEL, **at_base(SLOW)).stream_chat(ASKED)
    print(next(piece.delta for piece in stream if piece.delta), flush=True)
    os._exit(0)


if len(sys.argv) > 1:
    die_reading(sys.argv[1])
for name, modes in MODES.items():
    check_mode(name, modes)


@served("embeddings", "answer")
def embeddings_are_vectors():
    vectors = OpenAIEmbedding(model=EMBEDDER).get_text_embedding_batch(["one", "two"])
    assert len(vectors) == 2 and all(isinstance(number, float) for number in vectors[0])


def refused_embedding(at, model, refused):
    more = {"dimensions": -1} if refused else {}
    OpenAIEmbedding(model_name=model, **at_base(at), **more).get_text_embedding("one")


refusals("embeddings", EMBEDDER, refused_embedding)


def legacy(at, model=LEGACY_MODEL):
    # Without a cap, and in its OpenAI class always, this client counts tokens with a file that it fetches from elsewhere.
    return OpenAILike(model=model, is_chat_model=False, context_window=4096, max_tokens=16, **at_base(at))


@served("completions", "answer")
def legacy_completions_answer():
    assert legacy(SLOW).complete("Once").text


@served("completions", "stream")
def legacy_completions_stream():
    assert len([piece.delta for piece in legacy(SLOW).stream_complete("Once") if piece.delta]) == 2


def refused_legacy(at, model, refused):
    legacy(at, model).complete("Once", **({"extra_body": {"teleport": True}} if refused else {}))


refusals("completions", LEGACY_MODEL, refused_legacy)
