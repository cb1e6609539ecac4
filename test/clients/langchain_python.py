"""LangChain for Python, with nothing but its key and base URL set in the environment."""

import asyncio
import json

import openai
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

from checks import ALMOST_BROKE, MODEL, WEATHER_TOOL, check, refused_once, run

QUESTION = [HumanMessage("Say hello to the class in a few words.")]

chat = ChatOpenAI(model=MODEL)


class Greeting(BaseModel):
    """A greeting."""

    text: str
    loud: bool


@check("invoke answers, with its usage")
def invoke():
    answer = chat.invoke(QUESTION)
    assert answer.content
    assert answer.usage_metadata["output_tokens"] > 0


@check("stream comes in pieces")
def stream():
    assert len([piece for piece in chat.stream(QUESTION) if piece.content]) > 1


@check("batch answers every question")
def batch():
    assert all(answer.content for answer in chat.batch([QUESTION, QUESTION], config={"max_concurrency": 2}))


@check("a tool is called, and its result is taken")
def tool_call():
    tool = WEATHER_TOOL["function"]
    first = chat.bind_tools([tool], tool_choice="any").invoke(QUESTION)
    call = first.tool_calls[0]
    assert call["name"] == "get_weather"
    assert isinstance(call["args"]["city"], str)
    assert chat.bind_tools([tool]).invoke([*QUESTION, first, ToolMessage("sunny", tool_call_id=call["id"])]).content


@check("JSON mode answers with JSON")
def json_mode():
    answer = chat.bind(response_format={"type": "json_object"}).invoke("Answer in JSON: who are you?")
    assert isinstance(json.loads(answer.content), dict)


@check("structured output fits its schema, by a function and by a JSON schema")
def structured_output():
    for method in ("function_calling", "json_schema"):
        assert isinstance(chat.with_structured_output(Greeting, method=method).invoke(QUESTION), Greeting)


@check("ainvoke and astream answer")
def asynchronous():
    async def both():
        assert (await chat.ainvoke(QUESTION)).content
        assert "".join([piece.content async for piece in chat.astream(QUESTION)])

    asyncio.run(both())


@check("a wrong token is an AuthenticationError, sent once")
def wrong_token():
    with refused_once(openai.AuthenticationError, 401):
        ChatOpenAI(model=MODEL, api_key="sk-not-one-of-ours").invoke(QUESTION)


@check("another model is a not-found error, sent once, that names the allowed one")
def other_model():
    with refused_once(openai.NotFoundError, 404) as refusal:
        ChatOpenAI(model="gpt-4o").invoke(QUESTION)
    assert MODEL in str(refusal.error)


@check("a refused parameter is a BadRequestError, sent once")
def refused_parameter():
    with refused_once(openai.BadRequestError, 400):
        chat.bind(extra_body={"teleport": True}).invoke(QUESTION)


@check("spent money is a 402, sent once")
def spent_money():
    with refused_once(openai.APIStatusError, 402):
        ChatOpenAI(model=MODEL, api_key=ALMOST_BROKE, max_tokens=4000).invoke(QUESTION)


run()
