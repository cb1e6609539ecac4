// Checks of the official Go client, one line of JSON each: matrix.ts judges them.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/openai/openai-go/v3"
)

// where says at which gateway and as whom a client is served.
type where struct{ key, base string }

var here = where{os.Getenv("OPENAI_API_KEY"), os.Getenv("OPENAI_BASE_URL")}

// served runs a check that must pass.
func served(endpoint, cell string, check func() error) {
	started := time.Now()
	err := check()
	result := map[string]any{"endpoint": endpoint, "cell": cell, "ok": err == nil, "ms": since(started)}
	if err != nil {
		result["note"] = err.Error()
	}
	say(result)
}

// refusals makes a call for each refusal of an endpoint; call asks for a parameter that is not served when refused.
func refusals(endpoint, model string, call func(at where, model string, refused bool) error) {
	slow, down := os.Getenv("SLOW_BASE_URL"), os.Getenv("DOWN_BASE_URL")
	cases := []struct {
		cell    string
		at      where
		model   string
		refused bool
	}{
		{"wrong token", where{"sk-not-one-of-ours", here.base}, model, false},
		{"other model", here, "gpt-4o", false},
		{"budget spent", where{os.Getenv("BROKE_API_KEY"), here.base}, model, false},
		{"refused parameter", here, model, true},
		{"rate limited", where{os.Getenv("BUSY_API_KEY"), slow}, model, false},
		{"unknown address", where{here.key, here.base + "/nowhere"}, model, false},
		{"provider down", where{os.Getenv("DOWN_API_KEY"), down}, model, false},
	}
	for _, one := range cases {
		before, started := requestsSent(), time.Now()
		err := call(one.at, one.model, one.refused)
		result := map[string]any{"endpoint": endpoint, "cell": one.cell, "ms": since(started), "raised": nil}
		if err != nil {
			result["raised"] = described(err)
		}
		result["sent"] = requestsSent() - before
		say(result)
	}
}

func described(err error) map[string]any {
	var refusal *openai.Error
	if errors.As(err, &refusal) {
		return map[string]any{
			"name": "openai.Error", "status": refusal.StatusCode, "code": refusal.Code, "message": refusal.Message,
		}
	}
	return map[string]any{"name": fmt.Sprintf("%T", err), "status": nil, "code": nil, "message": err.Error()}
}

func requestsSent() int {
	answer, err := http.Get(os.Getenv("COUNT_URL"))
	if err != nil {
		panic(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		panic(err)
	}
	count, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		panic(err)
	}
	return count
}

// say prints the endpoint first: that is how a result is told from noise.
func say(result map[string]any) {
	rest := map[string]any{}
	for name, value := range result {
		if name != "endpoint" {
			rest[name] = value
		}
	}
	text, err := json.Marshal(rest)
	if err != nil {
		panic(err)
	}
	fmt.Printf("{\"endpoint\":%q,%s\n", result["endpoint"], text[1:])
}

func since(started time.Time) int64 { return time.Since(started).Milliseconds() }
