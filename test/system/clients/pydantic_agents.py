"""Pydantic AI: a tool is called in the first turn, and the second goes on with it."""

import asyncio

from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider

from checks import HERE, MODEL, QUESTION, REASONER, WEATHER_QUESTION, refusals, served

# Its client keeps connections, which belong to one loop.
run = asyncio.new_event_loop().run_until_complete
MODELS = {"responses": OpenAIResponsesModel, "chat": OpenAIChatModel}


def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"sunny in {city}"


def agent_of(endpoint, model=MODEL, at=HERE, **more):
    return Agent(MODELS[endpoint](model, provider=OpenAIProvider(**at)), instructions="Be brief.", **more)


async def stream(agent, question, **more):
    async with agent.run_stream(question, **more) as result:
        pieces = [piece async for piece in result.stream_text(delta=True, debounce_by=None)]
        assert len(pieces) > 1
        return result


def take_turns(endpoint, model, **settings):
    agent = agent_of(endpoint, model, tools=[get_weather], model_settings=settings)
    first = run(agent.run(WEATHER_QUESTION))
    kinds = [part.part_kind for message in first.all_messages() for part in message.parts]
    assert "tool-return" in kinds and first.output
    second = run(agent.run("And in Korean?", message_history=first.all_messages()))
    assert second.output
    run(stream(agent, "And in short?", message_history=second.all_messages()))


for endpoint in MODELS:

    @served(endpoint, "answer")
    def an_agent_answers():
        # As a student has it: only the environment says where.
        name = f"openai-{endpoint}:{MODEL}"
        assert run(Agent(name).run(QUESTION)).output

    @served(endpoint, "stream")
    def a_stream_comes_in_pieces():
        run(stream(agent_of(endpoint), QUESTION))

    @served(endpoint, "tools")
    def a_tool_is_called_and_its_result_is_taken():
        assert "sunny" in run(agent_of(endpoint, tools=[get_weather]).run(WEATHER_QUESTION)).output

    @served(endpoint, "turns")
    def a_conversation_goes_on():
        take_turns(endpoint, MODEL)

    if endpoint == "responses":

        @served(endpoint, "turns")
        def a_conversation_with_reasoning_goes_on():
            take_turns(endpoint, REASONER)

        @served(endpoint, "turns")
        def a_conversation_goes_on_by_references():
            take_turns(endpoint, MODEL, openai_previous_response_id="auto")
            take_turns(endpoint, REASONER, openai_previous_response_id="auto")

    def refused_agent(at, model, refused):
        settings = {"extra_body": {"teleport": True}} if refused else {}
        run(agent_of(endpoint, model, at, model_settings=settings).run(QUESTION))

    refusals(endpoint, MODEL, refused_agent)
