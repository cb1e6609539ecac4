"""The official openai package for Python, with nothing but its key and base URL set in the environment."""

import asyncio
import json

import openai
from pydantic import BaseModel

from checks import ALMOST_BROKE, MODEL, QUESTION, WEATHER_TOOL, check, refused_once, run

client = openai.OpenAI()


def ask(**more):
    return client.chat.completions.create(**{"model": MODEL, "messages": QUESTION, **more})


@check("chat answers, with its usage, its cost and what is left")
def chat():
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=QUESTION)
    completion = raw.parse()
    assert completion.choices[0].message.content
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens > 0
    assert completion._request_id
    assert float(raw.headers["x-jigap-cost-usd"]) > 0
    assert float(raw.headers["x-jigap-remaining-usd"]) > 0


@check("a cap is kept and named as the reason to stop")
def cap():
    completion = ask(max_tokens=1)
    assert completion.usage.completion_tokens == 1
    assert completion.choices[0].finish_reason == "length"


@check("a stream comes in pieces, without a usage chunk that nobody asked for")
def stream():
    chunks = list(ask(stream=True))
    assert all(len(chunk.choices) == 1 and chunk.usage is None for chunk in chunks)
    assert len([chunk for chunk in chunks if chunk.choices[0].delta.content]) > 1
    assert chunks[-1].choices[0].finish_reason == "stop"


@check("a stream brings its usage when it is asked to")
def stream_usage():
    *_, last = ask(stream=True, stream_options={"include_usage": True})
    assert last.choices == []
    assert last.usage.completion_tokens > 0


@check("a tool is called, and its result is taken")
def tool_call():
    first = ask(tools=[WEATHER_TOOL], tool_choice="required").choices[0]
    assert first.finish_reason in ("tool_calls", "stop")
    call = first.message.tool_calls[0]
    assert call.function.name == "get_weather"
    assert isinstance(json.loads(call.function.arguments)["city"], str)
    result = {"role": "tool", "tool_call_id": call.id, "content": "sunny"}
    assert ask(messages=[*QUESTION, first.message, result], tools=[WEATHER_TOOL]).choices[0].message.content


@check("JSON mode answers with JSON")
def json_mode():
    asked = [{"role": "user", "content": "Answer in JSON: who are you?"}]
    completion = ask(messages=asked, response_format={"type": "json_object"})
    assert isinstance(json.loads(completion.choices[0].message.content), dict)


@check("structured output fits its schema")
def structured_output():
    class Greeting(BaseModel):
        text: str
        loud: bool

    parsed = client.chat.completions.parse(model=MODEL, messages=QUESTION, response_format=Greeting)
    assert isinstance(parsed.choices[0].message.parsed, Greeting)


@check("the async client answers and streams, several calls at once")
def async_client():
    async def all_at_once():
        async with openai.AsyncOpenAI() as many:
            answers = await asyncio.gather(
                *(many.chat.completions.create(model=MODEL, messages=QUESTION, max_tokens=32) for _ in range(2))
            )
            assert all(answer.choices[0].message.content for answer in answers)
            pieces = await many.chat.completions.create(model=MODEL, messages=QUESTION, stream=True)
            assert "".join([piece.choices[0].delta.content or "" async for piece in pieces])

    asyncio.run(all_at_once())


@check("the list of models is what the owner allows")
def models():
    assert [model.id for model in client.models.list()] == [MODEL]
    assert client.models.retrieve(MODEL).id == MODEL


@check("a wrong token is an AuthenticationError, sent once, and is not repeated in the message")
def wrong_token():
    with refused_once(openai.AuthenticationError, 401) as refusal:
        openai.OpenAI(api_key="sk-not-one-of-ours").chat.completions.create(model=MODEL, messages=QUESTION)
    assert refusal.error.code == "invalid_api_key"
    assert "not-one-of-ours" not in str(refusal.error)


@check("another model is a NotFoundError, sent once, that names the allowed one")
def other_model():
    with refused_once(openai.NotFoundError, 404) as refusal:
        ask(model="gpt-4o")
    assert refusal.error.code == "model_not_found"
    assert MODEL in refusal.error.message


@check("a refused parameter is a BadRequestError, sent once, that names it")
def refused_parameter():
    for refused in ({"prediction": {"type": "content", "content": "hello"}}, {"teleport": True}):
        with refused_once(openai.BadRequestError, 400) as refusal:
            ask(extra_body=refused)
        assert refusal.error.param in refused, refusal.error.param
    with refused_once(openai.BadRequestError, 400) as refusal:
        ask(max_tokens=5, max_completion_tokens=5)


@check("an endpoint that is not offered is a NotFoundError, sent once")
def other_endpoint():
    with refused_once(openai.NotFoundError, 404):
        client.files.list()


@check("spent money is a 402, sent once, after calls that were served")
def spent_money():
    almost_broke = openai.OpenAI(api_key=ALMOST_BROKE)

    def spend():
        almost_broke.chat.completions.create(model=MODEL, messages=QUESTION, max_tokens=64)

    spend()
    spend_until_refused(spend)
    with refused_once(openai.APIStatusError, 402) as refusal:
        spend()
    assert refusal.error.code == "insufficient_quota"
    with refused_once(openai.APIStatusError, 402):
        next(iter(almost_broke.chat.completions.create(model=MODEL, messages=QUESTION, max_tokens=64, stream=True)))


def spend_until_refused(spend):
    for _ in range(50):
        try:
            spend()
        except openai.APIStatusError as error:
            assert error.status_code == 402, error
            return
    raise AssertionError("fifty calls were paid from almost nothing")


run()
