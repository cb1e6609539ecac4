"""The OpenAI Agents SDK: a tool is called in the first turn, and every way to go on with it is taken."""

import asyncio

from agents import (
    Agent,
    ModelSettings,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    Runner,
    function_tool,
)
from openai import AsyncOpenAI

from checks import HERE, MODEL, QUESTION, REASONER, WEATHER_QUESTION, refusals, served

# Its client keeps connections, which belong to one loop.
run = asyncio.new_event_loop().run_until_complete
MODELS = {"responses": OpenAIResponsesModel, "chat": OpenAIChatCompletionsModel}
AGAIN = {"role": "user", "content": "And in Busan?"}


@function_tool
def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"sunny in {city}"


def agent_of(endpoint, model=MODEL, at=HERE, **more):
    return Agent(name="Guide", model=MODELS[endpoint](model, AsyncOpenAI(**at)), **more)


async def answer(agent, question, **more):
    return await Runner.run(agent, question, **more)


async def stream(agent, question, **more):
    result = Runner.run_streamed(agent, question, **more)
    events = [event.type async for event in result.stream_events()]
    assert len(events) > 1
    return result


def take_turns(endpoint, model):
    agent = agent_of(endpoint, model, tools=[get_weather])
    for ask in [answer, stream]:
        first = run(ask(agent, WEATHER_QUESTION))
        kinds = [item.type for item in first.new_items]
        assert "tool_call_output_item" in kinds and first.final_output
        assert endpoint == "chat" or model != REASONER or "reasoning_item" in kinds
        second = run(ask(agent, [*first.to_input_list(), AGAIN]))
        assert second.final_output
        if endpoint == "chat":
            continue
        assert run(ask(agent, "And in Korean?", previous_response_id=second.last_response_id)).final_output
        # Already the result of the tool is sent with a reference only.
        assert run(ask(agent, WEATHER_QUESTION, auto_previous_response_id=True)).final_output


for endpoint in MODELS:

    @served(endpoint, "answer")
    def an_agent_answers():
        # As a student has it: only the environment says where.
        agent = agent_of(endpoint) if endpoint == "chat" else Agent(name="Guide", model=MODEL)
        assert run(answer(agent, QUESTION)).final_output

    @served(endpoint, "stream")
    def a_stream_comes_in_events():
        assert run(stream(agent_of(endpoint), QUESTION)).final_output

    @served(endpoint, "tools")
    def a_tool_is_called_and_its_result_is_taken():
        required = ModelSettings(tool_choice="required")
        assert run(answer(agent_of(endpoint, tools=[get_weather], model_settings=required), QUESTION)).final_output

    @served(endpoint, "turns")
    def a_conversation_goes_on():
        take_turns(endpoint, MODEL)

    if endpoint == "responses":

        @served(endpoint, "turns")
        def a_conversation_with_reasoning_goes_on():
            take_turns(endpoint, REASONER)

    def refused_agent(at, model, refused):
        settings = ModelSettings(extra_body={"teleport": True} if refused else None)
        run(answer(agent_of(endpoint, model, at, model_settings=settings), QUESTION))

    refusals(endpoint, MODEL, refused_agent)
