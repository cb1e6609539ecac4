"""Runs the checks of a script one after another and says what each of them showed."""

import os
import sys
import time
import traceback
import urllib.request
from contextlib import contextmanager

MODEL = "gpt-3.5-turbo"
ALMOST_BROKE = os.environ["ALMOST_BROKE_API_KEY"]
QUESTION = [{"role": "user", "content": "Say hello to the class in a few words."}]

WEATHER_TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
            "additionalProperties": False,
        },
    },
}

_checks = []


def check(claim):
    def register(function):
        _checks.append((claim, function))
        return function

    return register


def requests_sent():
    with urllib.request.urlopen(os.environ["COUNT_URL"]) as answer:
        return int(answer.read())


@contextmanager
def refused_once(error_class, status):
    """The block must raise this error (clients may refine it), after exactly one request, without a wait for a retry."""
    refusal = Refusal()
    before, started = requests_sent(), time.monotonic()
    try:
        yield refusal
    except error_class as error:
        assert error.status_code == status, f"status {error.status_code} instead of {status}"
        refusal.error = error
    else:
        raise AssertionError(f"nothing was raised; {error_class.__name__} should have been")
    sent, took = requests_sent() - before, time.monotonic() - started
    assert sent == 1, f"{sent} requests were sent"
    assert took < 2, f"it took {took:.1f} s to hear of the refusal"


class Refusal:
    error = None


def run():
    """Ends the process: 0 when every check passed."""
    failed = 0
    for claim, function in _checks:
        try:
            function()
        except Exception:
            failed += 1
            print(f"not ok - {claim}")
            traceback.print_exc()
        else:
            print(f"ok - {claim}")
    sys.exit(1 if failed else 0)
