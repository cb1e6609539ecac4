"""Microsoft's Agent Framework: sends the result of a tool, and the second turn, with a reference to the last answer."""

import asyncio

from agent_framework import Agent, tool
from agent_framework.openai import OpenAIChatClient, OpenAIChatCompletionClient

from checks import HERE, MODEL, QUESTION, REASONER, WEATHER_QUESTION, refusals, served

# Its client keeps connections, which belong to one loop.
run = asyncio.new_event_loop().run_until_complete
CLIENTS = {"responses": OpenAIChatClient, "chat": OpenAIChatCompletionClient}


@tool(approval_mode="never_require")
def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"sunny in {city}"


def agent_of(endpoint, model=MODEL, at=HERE, **more):
    return Agent(client=CLIENTS[endpoint](model=model, **at), instructions="Be brief.", **more)


async def stream(agent, question, **more):
    pieces = [update.text async for update in agent.run(question, stream=True, **more) if update.text]
    assert len(pieces) > 1
    return "".join(pieces)


def take_turns(endpoint, model, **options):
    agent = agent_of(endpoint, model, tools=[get_weather])
    session = agent.create_session()
    first = run(agent.run(WEATHER_QUESTION, session=session, options=options))
    assert "sunny" in first.text
    if endpoint == "responses" and options.get("store") is not False:
        assert session.service_session_id.startswith("resp_")
    assert run(agent.run("And in Korean?", session=session, options=options)).text
    assert "sunny" in run(stream(agent, WEATHER_QUESTION, session=session, options=options))


for endpoint in CLIENTS:

    @served(endpoint, "answer")
    def an_agent_answers():
        # As a student has it: only the environment says where.
        assert run(Agent(client=CLIENTS[endpoint](model=MODEL)).run(QUESTION)).text

    @served(endpoint, "stream")
    def a_stream_comes_in_pieces():
        assert run(stream(agent_of(endpoint), QUESTION))

    @served(endpoint, "tools")
    def a_tool_is_called_and_its_result_is_taken():
        assert "sunny" in run(agent_of(endpoint, tools=[get_weather]).run(WEATHER_QUESTION)).text

    @served(endpoint, "turns")
    def a_conversation_goes_on():
        take_turns(endpoint, MODEL)

    if endpoint == "responses":

        @served(endpoint, "turns")
        def a_conversation_with_reasoning_goes_on():
            take_turns(endpoint, REASONER)

        @served(endpoint, "turns")
        def a_conversation_goes_on_without_anything_kept():
            # As the refusal of an answer that is not kept advises.
            take_turns(endpoint, MODEL, store=False)
            take_turns(endpoint, REASONER, store=False)

    def refused_agent(at, model, refused):
        options = {"extra_body": {"teleport": True}} if refused else {}
        run(agent_of(endpoint, model, at).run(QUESTION, options=options))

    refusals(endpoint, MODEL, refused_agent)
