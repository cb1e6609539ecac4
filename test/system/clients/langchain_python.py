"""LangChain for Python in both of its modes, with nothing but its key and base URL set in the environment."""

import asyncio
import json

from langchain_core.messages import HumanMessage, ToolMessage
from langchain_openai import ChatOpenAI, OpenAI, OpenAIEmbeddings
from pydantic import BaseModel

from checks import (
    EMBEDDER,
    LEGACY_MODEL,
    MODEL,
    PICTURE,
    QUESTION,
    SEEING_MODEL,
    SEEN,
    SLOW,
    WEATHER_FUNCTION,
    WEATHER_QUESTION,
    aborted,
    refusals,
    served,
)

ASKED = [HumanMessage(QUESTION)]
# One for all: the client keeps its connections, and they belong to the loop that opened them.
LOOP = asyncio.new_event_loop()


class Greeting(BaseModel):
    """A greeting."""

    text: str
    loud: bool


def check_mode(endpoint):
    mode = {"use_responses_api": endpoint == "responses"}
    chat = ChatOpenAI(model=MODEL, **mode)

    @served(endpoint, "answer")
    def invoke_answers_with_its_usage():
        answer = chat.invoke(ASKED)
        assert answer.text
        assert answer.usage_metadata["output_tokens"] > 0

    @served(endpoint, "answer")
    def batch_answers_every_question():
        assert all(answer.text for answer in chat.batch([ASKED, ASKED], config={"max_concurrency": 2}))

    @served(endpoint, "answer")
    def ainvoke_and_astream_answer():
        async def both():
            assert (await chat.ainvoke(ASKED)).text
            assert "".join([str(piece.text) async for piece in chat.astream(ASKED)])

        LOOP.run_until_complete(both())

    @served(endpoint, "stream")
    def stream_brings_its_usage():
        whole = None
        for piece in ChatOpenAI(model=MODEL, stream_usage=True, **mode).stream(ASKED):
            whole = piece if whole is None else whole + piece
        assert whole.usage_metadata["output_tokens"] > 0

    @served(endpoint, "stream")
    def stream_comes_in_pieces():
        assert len([piece for piece in chat.stream(ASKED) if piece.text]) > 1

    @served(endpoint, "tools")
    def a_tool_is_called_and_its_result_is_taken():
        asked = HumanMessage(WEATHER_QUESTION)
        first = chat.bind_tools([WEATHER_FUNCTION], tool_choice="any").invoke([asked])
        call = first.tool_calls[0]
        assert call["name"] == "get_weather"
        assert isinstance(call["args"]["city"], str)
        result = ToolMessage("sunny", tool_call_id=call["id"])
        assert chat.bind_tools([WEATHER_FUNCTION]).invoke([asked, first, result]).text

    @served(endpoint, "schema")
    def structured_output_fits_its_schema_by_a_function_and_by_a_json_schema():
        for method in ("function_calling", "json_schema"):
            assert isinstance(chat.with_structured_output(Greeting, method=method).invoke(ASKED), Greeting), method

    @served(endpoint, "schema")
    def json_mode_answers_with_json():
        answer = chat.with_structured_output(None, method="json_mode").invoke("Answer in JSON: who are you?")
        assert isinstance(json.loads(json.dumps(answer)), dict)

    @served(endpoint, "more")
    def a_picture_is_seen():
        content = [{"type": "text", "text": QUESTION}, {"type": "image_url", "image_url": {"url": PICTURE}}]
        assert SEEN in ChatOpenAI(model=SEEING_MODEL, **mode).invoke([HumanMessage(content=content)]).text

    @served(endpoint, "turns")
    def an_answer_can_be_sent_back():
        assert chat.invoke([*ASKED, chat.invoke(ASKED), HumanMessage("And in Korean?")]).text

    def read():
        stream = ChatOpenAI(model=MODEL, **mode, **SLOW).stream(ASKED)
        words = next(str(piece.text) for piece in stream if piece.text)
        stream.close()
        return words

    aborted(endpoint, read)

    def refused_chat(at, model, refused):
        more = {"extra_body": {"teleport": True}} if refused else {}
        ChatOpenAI(model=model, **mode, **at, **more).invoke(ASKED)

    refusals(endpoint, MODEL, refused_chat)


check_mode("chat")
check_mode("responses")


@served("embeddings", "answer")
def embeddings_are_vectors():
    # By default this client counts tokens with a file that it would fetch from elsewhere, and sends token ids.
    vectors = OpenAIEmbeddings(model=EMBEDDER, check_embedding_ctx_length=False).embed_documents(["one", "two"])
    assert len(vectors) == 2 and all(isinstance(number, float) for number in vectors[0])


def refused_embedding(at, model, refused):
    more = {"dimensions": -1} if refused else {}
    OpenAIEmbeddings(model=model, check_embedding_ctx_length=False, **at, **more).embed_query("one")


refusals("embeddings", EMBEDDER, refused_embedding)


@served("completions", "answer")
def legacy_completions_answer():
    assert OpenAI(model=LEGACY_MODEL, **SLOW).invoke("Once")


@served("completions", "stream")
def legacy_completions_stream():
    assert len([piece for piece in OpenAI(model=LEGACY_MODEL, **SLOW).stream("Once") if piece]) == 2


def refused_completion(at, model, refused):
    OpenAI(model=model, **at, **({"extra_body": {"teleport": True}} if refused else {})).invoke("Once")


refusals("completions", LEGACY_MODEL, refused_completion)
