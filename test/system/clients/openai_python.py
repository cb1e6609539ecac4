"""The official openai package, of whichever version: with nothing but its key and base URL set in the environment."""

import asyncio
import base64
import json
import pathlib
import tempfile

import openai
from pydantic import BaseModel

from checks import (
    ALMOST_BROKE,
    EMBEDDER,
    HERE,
    LEGACY_MODEL,
    MODEL,
    MODELS,
    MODERATOR,
    PAINTER,
    PICTURE,
    QUESTION,
    SEEING_MODEL,
    SPEAKER,
    SEEN,
    SLOW,
    WEATHER_FUNCTION,
    WEATHER_QUESTION,
    aborted,
    refusals,
    refused,
    served,
)

client = openai.OpenAI()
slow = openai.OpenAI(**SLOW)
MESSAGES = [{"role": "user", "content": QUESTION}]
TELEPORT = {"extra_body": {"teleport": True}}


class Greeting(BaseModel):
    text: str
    loud: bool


def ask(**more):
    return client.chat.completions.create(**{"model": MODEL, "messages": MESSAGES, **more})


@served("chat", "answer")
def chat_answers_with_its_usage_its_cost_and_what_is_left():
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=MESSAGES)
    completion = raw.parse()
    assert completion.choices[0].message.content
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens > 0
    assert completion._request_id
    assert float(raw.headers["x-jigap-cost-usd"]) > 0
    assert float(raw.headers["x-jigap-remaining-usd"]) > 0


@served("chat", "stream")
def a_stream_comes_in_pieces_without_a_usage_chunk_that_nobody_asked_for():
    chunks = list(ask(stream=True))
    assert all(len(chunk.choices) == 1 and chunk.usage is None for chunk in chunks)
    assert len([chunk for chunk in chunks if chunk.choices[0].delta.content]) > 1
    assert chunks[-1].choices[0].finish_reason == "stop"


@served("chat", "stream")
def a_stream_brings_its_usage_when_it_is_asked_to():
    *_, last = ask(stream=True, stream_options={"include_usage": True})
    assert last.choices == []
    assert last.usage.completion_tokens > 0
    # What the call cost, in a field that the client does not know.
    assert last.usage.cost_usd > 0


@served("chat", "stream")
def the_price_of_a_call_is_told_before_it_runs_and_after():
    dry = client.with_options(base_url=f"{client.base_url}dry-run")
    price = dry.chat.completions.create(model=MODEL, messages=MESSAGES)
    assert price.worst_case_usd > 0 and price.fits is True
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=MESSAGES)
    call = client.get(f"/usage/{raw.parse()._request_id}", cast_to=dict[str, object])
    assert call["cost_usd"] == float(raw.headers["x-jigap-cost-usd"]) <= price.worst_case_usd
    assert client.get("/usage", cast_to=dict[str, object])["budgets"]


@served("chat", "tools")
def a_tool_is_called_and_its_result_is_taken():
    tools = [{"type": "function", "function": WEATHER_FUNCTION}]
    asked = [{"role": "user", "content": WEATHER_QUESTION}]
    first = ask(messages=asked, tools=tools, tool_choice="required").choices[0]
    assert first.finish_reason in ("tool_calls", "stop")
    call = first.message.tool_calls[0]
    assert call.function.name == "get_weather"
    assert isinstance(json.loads(call.function.arguments)["city"], str)
    result = {"role": "tool", "tool_call_id": call.id, "content": "sunny"}
    assert ask(messages=[*asked, first.message, result], tools=tools).choices[0].message.content


@served("chat", "schema")
def structured_output_fits_its_schema():
    parsed = client.chat.completions.parse(model=MODEL, messages=MESSAGES, response_format=Greeting)
    assert isinstance(parsed.choices[0].message.parsed, Greeting)


@served("chat", "turns")
def an_answer_can_be_sent_back():
    first = ask().choices[0].message
    assert ask(messages=[*MESSAGES, first, {"role": "user", "content": "And in Korean?"}]).choices[0].message.content


def read_chat():
    with slow.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True) as stream:
        return next(chunk.choices[0].delta.content for chunk in stream if chunk.choices[0].delta.content)


aborted("chat", read_chat)


@served("chat", "more")
def a_picture_is_seen():
    picture = {"type": "image_url", "image_url": {"url": PICTURE, "detail": "low"}}
    content = [{"type": "text", "text": QUESTION}, picture]
    answer = ask(model=SEEING_MODEL, messages=[{"role": "user", "content": content}])
    assert SEEN in answer.choices[0].message.content
    assert answer.usage.prompt_tokens > 2833


@served("chat", "more")
def a_cap_is_kept_and_named_as_the_reason_to_stop():
    completion = ask(max_tokens=1)
    assert completion.usage.completion_tokens == 1
    assert completion.choices[0].finish_reason == "length"


@served("chat", "more")
def json_mode_answers_with_json():
    asked = [{"role": "user", "content": "Answer in JSON: who are you?"}]
    completion = ask(messages=asked, response_format={"type": "json_object"})
    assert isinstance(json.loads(completion.choices[0].message.content), dict)


@served("chat", "more")
def the_async_client_answers_and_streams_several_calls_at_once():
    async def all_at_once():
        async with openai.AsyncOpenAI() as many:
            answers = await asyncio.gather(
                *(many.chat.completions.create(model=MODEL, messages=MESSAGES, max_tokens=32) for _ in range(2))
            )
            assert all(answer.choices[0].message.content for answer in answers)
            pieces = await many.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
            assert "".join([piece.choices[0].delta.content or "" async for piece in pieces])

    asyncio.run(all_at_once())


@served("chat", "more")
def a_refused_parameter_is_named():
    for wrong in ({"prediction": {"type": "content", "content": "hello"}}, {"teleport": True}):
        try:
            ask(extra_body=wrong)
        except openai.BadRequestError as error:
            assert error.param in wrong, error.param
        else:
            raise AssertionError(f"{wrong} was served")


def calls_until_refused(spend):
    for paid in range(50):
        try:
            spend()
        except openai.APIStatusError as error:
            assert error.status_code == 402, error
            return paid
    raise AssertionError("fifty calls were paid from almost nothing")


@served("chat", "more")
def spent_money_is_a_402_after_calls_that_were_served():
    almost_broke = openai.OpenAI(**ALMOST_BROKE)

    def spend(**more):
        return almost_broke.chat.completions.create(model=MODEL, messages=MESSAGES, max_tokens=64, **more)

    spend()
    paid = 1 + calls_until_refused(spend)
    try:
        next(iter(spend(stream=True)))
    except openai.APIStatusError as error:
        assert error.status_code == 402 and error.code == "insufficient_quota", error
    else:
        raise AssertionError("a stream was served without money")
    return f"the budget paid {paid} calls, then 402"


def refused_chat(at, model, refused):
    openai.OpenAI(**at).chat.completions.create(model=model, messages=MESSAGES, **(TELEPORT if refused else {}))


refusals("chat", MODEL, refused_chat)
refused("chat", "unknown address", lambda: client.get("/nowhere", cast_to=object))


def respond(**more):
    return client.responses.create(**{"model": MODEL, "input": QUESTION, **more})


@served("responses", "answer")
def a_response_has_text_and_usage():
    answer = respond()
    assert answer.output_text
    assert answer.usage.output_tokens > 0


@served("responses", "more")
def its_picture_is_seen():
    content = [{"type": "input_text", "text": QUESTION}, {"type": "input_image", "image_url": PICTURE, "detail": "auto"}]
    assert SEEN in respond(model=SEEING_MODEL, input=[{"role": "user", "content": content}]).output_text


@served("responses", "stream")
def its_stream_ends_with_the_usage():
    events = list(respond(stream=True))
    assert len([event for event in events if event.type == "response.output_text.delta"]) > 1
    assert events[-1].type == "response.completed"
    assert events[-1].response.usage.output_tokens > 0


@served("responses", "stream")
def the_helper_puts_the_text_together():
    with client.responses.stream(model=MODEL, input=QUESTION) as stream:
        assert stream.get_final_response().output_text


@served("responses", "tools")
def its_tool_is_called_and_its_result_is_taken():
    tools = [{"type": "function", "strict": True, **WEATHER_FUNCTION}]
    asked = [{"role": "user", "content": WEATHER_QUESTION}]
    first = respond(input=asked, tools=tools, tool_choice="required")
    call = next(item for item in first.output if item.type == "function_call")
    assert isinstance(json.loads(call.arguments)["city"], str)
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "sunny"}
    assert respond(input=[*asked, *first.output, result], tools=tools).output_text


@served("responses", "schema")
def its_structured_output_fits_its_schema():
    assert isinstance(client.responses.parse(model=MODEL, input=QUESTION, text_format=Greeting).output_parsed, Greeting)


@served("responses", "turns")
def its_answer_can_be_sent_back():
    again = {"role": "user", "content": "And in Korean?"}
    assert respond(input=[*MESSAGES, *respond().output, again]).output_text


def read_response():
    with slow.responses.create(model=MODEL, input=QUESTION, stream=True) as stream:
        return next(event.delta for event in stream if event.type == "response.output_text.delta")


aborted("responses", read_response)


def refused_response(at, model, refused):
    openai.OpenAI(**at).responses.create(model=model, input=QUESTION, **(TELEPORT if refused else {}))


refusals("responses", MODEL, refused_response)
refused("responses", "unknown address", lambda: client.responses.retrieve("resp_of_another_student"))


@served("embeddings", "answer")
def embeddings_are_vectors():
    answer = client.embeddings.create(model=EMBEDDER, input=["one", "two"])
    assert len(answer.data) == 2 and all(isinstance(number, float) for number in answer.data[0].embedding)
    assert answer.usage.prompt_tokens > 0


def refused_embedding(at, model, refused):
    openai.OpenAI(**at).embeddings.create(model=model, input="one", **(TELEPORT if refused else {}))


refusals("embeddings", EMBEDDER, refused_embedding)


@served("images", "answer")
def an_image_is_a_picture():
    answer = client.images.generate(model=PAINTER, prompt=QUESTION)
    assert base64.b64decode(answer.data[0].b64_json)[1:4] == b"PNG"
    assert answer.usage.output_tokens == 196


def refused_image(at, model, refused):
    openai.OpenAI(**at).images.generate(model=model, prompt=QUESTION, **(TELEPORT if refused else {}))


refusals("images", PAINTER, refused_image)


SPOKEN = {"model": SPEAKER, "voice": "alloy", "input": QUESTION}


@served("speech", "answer")
def speech_is_a_sound_in_a_file():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "hello.mp3"
        client.audio.speech.create(**SPOKEN).write_to_file(path)
        assert path.read_bytes()[:4] == b"RIFF"


@served("speech", "stream")
def speech_comes_in_pieces():
    with client.audio.speech.with_streaming_response.create(response_format="wav", **SPOKEN) as answer:
        assert float(answer.headers["x-jigap-cost-usd"]) == len(QUESTION) * 15 / 1e6
        assert len([piece for piece in answer.iter_bytes(1024)]) > 1


@served("speech", "more")
def a_recording_is_refused_with_the_reason():
    try:
        client.audio.transcriptions.create(model="whisper-1", file=("lecture.mp3", bytes(25_000_000)))
    except openai.NotFoundError as error:
        assert error.code == "service_not_served" and "Whisper" in str(error)
        return
    raise AssertionError("it was served")


def refused_speech(at, model, refused):
    openai.OpenAI(**at).audio.speech.create(**{**SPOKEN, "model": model}, **(TELEPORT if refused else {}))


refusals("speech", SPEAKER, refused_speech)


@served("moderations", "answer")
def moderation_has_a_verdict_also_for_a_call_without_a_model():
    for named in ({"model": MODERATOR}, {}):
        assert isinstance(client.moderations.create(input=QUESTION, **named).results[0].flagged, bool)


def refused_moderation(at, model, refused):
    openai.OpenAI(**at).moderations.create(model=model, input=QUESTION, **(TELEPORT if refused else {}))


refusals("moderations", MODERATOR, refused_moderation, {"budget spent": "moderation is free of charge"})


@served("completions", "answer")
def legacy_completions_answer():
    assert slow.completions.create(model=LEGACY_MODEL, prompt="Once", max_tokens=16).choices[0].text


@served("completions", "stream")
def legacy_completions_stream():
    stream = slow.completions.create(model=LEGACY_MODEL, prompt="Once", max_tokens=16, stream=True)
    assert len([chunk.choices[0].text for chunk in stream]) == 2


def refused_completion(at, model, refused):
    openai.OpenAI(**at).completions.create(model=model, prompt="Once", **(TELEPORT if refused else {}))


refusals("completions", LEGACY_MODEL, refused_completion)


@served("models", "answer")
def the_list_of_models_is_what_the_owner_allows():
    assert sorted(model.id for model in client.models.list()) == sorted(MODELS)
    assert client.models.retrieve(MODEL).id == MODEL


stranger = openai.OpenAI(**{**HERE, "api_key": "sk-not-one-of-ours"})
refused("models", "wrong token", stranger.models.list)
