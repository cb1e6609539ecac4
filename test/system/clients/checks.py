"""Runs the checks of a script one after another and prints one line of JSON for each: matrix.ts judges them."""

import json
import os
import time
import traceback
import urllib.request

MODEL = "gpt-3.5-turbo"
# Its answers begin with reasoning.
REASONER = "gpt-6-luna"
EMBEDDER = "text-embedding-3-small"
MODERATOR = "omni-moderation-latest"
# For /completions alone.
LEGACY_MODEL = "gpt-3.5-turbo-instruct"
PAINTER = "gpt-image-2"
SPEAKER = "tts-1"
# All that the owner allows.
MODELS = [MODEL, "gpt-4o-mini", REASONER, LEGACY_MODEL, EMBEDDER, MODERATOR, PAINTER, SPEAKER]
# Takes pictures.
SEEING_MODEL = "gpt-4o-mini"
# Of one pixel.
PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
# What the demo says of it.
SEEN = "1 x 1 pixels"
QUESTION = "Say hello to the class in a few words."
WEATHER_QUESTION = "What is the weather in Seoul?"
WEATHER_FUNCTION = {
    "name": "get_weather",
    "description": "The weather in a city.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    },
}

# Where and as whom a client is served: what the environment says, as a student sets it.
HERE = {"api_key": os.environ["OPENAI_API_KEY"], "base_url": os.environ["OPENAI_BASE_URL"]}
ALMOST_BROKE = {**HERE, "api_key": os.environ["ALMOST_BROKE_API_KEY"]}
# Streams that begin and do not end, and what the demo does not serve.
SLOW = {"api_key": os.environ["QUITTER_API_KEY"], "base_url": os.environ["SLOW_BASE_URL"]}


def served(endpoint, cell):
    """A decorator: the check runs at once; what it returns is a note."""

    def run(check):
        started = time.monotonic()
        try:
            note = check()
        except Exception:
            _say(endpoint, cell, ok=False, note=traceback.format_exc(), ms=_since(started))
        else:
            _say(endpoint, cell, ok=True, note=note or "", ms=_since(started))
        return check

    return run


def without(endpoint, cell, reason):
    """What the client has no way to do."""
    _say(endpoint, cell, na=reason)


def refusals(endpoint, model, call, not_there=None):
    """Every refusal of an endpoint. call(at, model, refused) makes one call with the key and base URL of `at`, with a
    parameter that is not served when `refused`. `not_there` says why there is none of some."""
    broke = {**HERE, "api_key": os.environ["BROKE_API_KEY"]}
    busy = {"api_key": os.environ["BUSY_API_KEY"], "base_url": os.environ["SLOW_BASE_URL"]}
    down = {"api_key": os.environ["DOWN_API_KEY"], "base_url": os.environ["DOWN_BASE_URL"]}
    nowhere = {**HERE, "base_url": f"{HERE['base_url']}/nowhere"}
    cases = {
        "wrong token": ({**HERE, "api_key": "sk-not-one-of-ours"}, model, False),
        # Some clients know which names are for chats, and send no other to the legacy completions.
        "other model": (HERE, "davinci-002" if endpoint == "completions" else "gpt-4o", False),
        "budget spent": (broke, model, False),
        "refused parameter": (HERE, model, True),
        "rate limited": (busy, model, False),
        "unknown address": (nowhere, model, False),
        "provider down": (down, model, False),
    }
    for cell, settings in cases.items():
        if cell in (not_there or {}):
            without(endpoint, cell, not_there[cell])
        else:
            refused(endpoint, cell, lambda: call(*settings))


def refused(endpoint, cell, call):
    before, started = requests_sent(), time.monotonic()
    raised = None
    try:
        call()
    except Exception as error:
        raised = _described(error)
    ms = _since(started)
    _say(endpoint, cell, raised=raised, sent=requests_sent() - before, ms=ms)


def aborted(endpoint, read):
    """A stream that the student gives up after its first words, as `read` does with the settings SLOW: it returns what it
    read. Then the ledger must hold nothing and have charged."""

    @served(endpoint, "abort")
    def abort():
        before, sent = _my_budget(), requests_sent()
        words = read()
        started = time.monotonic()
        assert words, "no words came"
        assert requests_sent() - sent == 1, "more than one request was sent"
        while True:
            now = _my_budget()
            if now["held_usd"] == 0 and now["spent_usd"] > before["spent_usd"]:
                charged = now["spent_usd"] - before["spent_usd"]
                return f"${charged:.6f} charged after {_since(started)} ms"
            assert _since(started) < 10_000, f"the hold is still there: {now}"
            time.sleep(0.1)


def requests_sent():
    with urllib.request.urlopen(os.environ["COUNT_URL"]) as answer:
        return int(answer.read())


def _my_budget():
    """What the student of SLOW can see of the ledger, past the count of this client."""
    root, _client, gateway, _v1 = SLOW["base_url"].rsplit("/", 3)
    request = urllib.request.Request(f"{root}/nobody/{gateway}/api/me")
    request.add_header("authorization", f"Bearer {SLOW['api_key']}")
    with urllib.request.urlopen(request) as answer:
        budgets = json.load(answer)["budgets"]
    return next(budget for budget in budgets if budget["scope"] == "student")


def _described(error):
    # LangChain refines the classes of openai; what a student catches is the one below.
    classes = [one.__name__ for one in type(error).__mro__ if one.__module__.startswith("openai")]
    # The Agent Framework has errors of its own around them, Pydantic AI the body of the answer inside of its own.
    cause = error if hasattr(error, "status_code") else error.__cause__
    body = getattr(cause, "body", None)
    return {
        "name": classes[0] if classes else type(error).__name__,
        "status": getattr(cause, "status_code", None),
        "code": getattr(cause, "code", None) or (body.get("code") if isinstance(body, dict) else None),
        "message": str(error),
    }


def _since(started):
    return round((time.monotonic() - started) * 1000)


def _say(endpoint, cell, **rest):
    print(json.dumps({"endpoint": endpoint, "cell": cell, **rest}), flush=True)
