package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/responses"
	"github.com/openai/openai-go/v3/shared"
)

const (
	model    = "gpt-3.5-turbo"
	reasoner = "gpt-6-luna"
	question = "Say hello to the class in a few words."
	weather  = "What is the weather in Seoul?"
)

var parameters = shared.FunctionParameters{
	"type":                 "object",
	"properties":           map[string]any{"city": map[string]any{"type": "string"}},
	"required":             []string{"city"},
	"additionalProperties": false,
}

var ctx = context.Background()

// As a student has it: only the environment says where.
var client = openai.NewClient()

func clientAt(at where) openai.Client {
	return openai.NewClient(option.WithAPIKey(at.key), option.WithBaseURL(at.base))
}

func teleport(refused bool) []option.RequestOption {
	if !refused {
		return nil
	}
	return []option.RequestOption{option.WithJSONSet("teleport", true)}
}

func main() {
	checkChat()
	checkResponses()
}

func checkChat() {
	served("chat", "answer", func() error {
		answer, err := client.Chat.Completions.New(ctx, chat(question))
		if err != nil {
			return err
		}
		return must(answer.Choices[0].Message.Content != "" && answer.Usage.TotalTokens > 0, "an answer without words or usage")
	})
	served("chat", "stream", func() error {
		stream := client.Chat.Completions.NewStreaming(ctx, chat(question))
		whole, pieces := openai.ChatCompletionAccumulator{}, 0
		for stream.Next() {
			whole.AddChunk(stream.Current())
			pieces++
		}
		if stream.Err() != nil {
			return stream.Err()
		}
		return must(pieces > 2 && whole.Choices[0].FinishReason == "stop", "a stream that did not come in pieces to its end")
	})
	served("chat", "tools", func() error { return takeChatTurns(1) })
	served("chat", "turns", func() error { return takeChatTurns(3) })
	refusals("chat", model, func(at where, model string, refused bool) error {
		params := chat(question)
		params.Model = model
		other := clientAt(at)
		_, err := other.Chat.Completions.New(ctx, params, teleport(refused)...)
		return err
	})
}

func chat(words string) openai.ChatCompletionNewParams {
	return openai.ChatCompletionNewParams{
		Model:    model,
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage(words)},
	}
}

// takeChatTurns asks for a tool, answers its call with the message that the client made of it, and goes on.
func takeChatTurns(turns int) error {
	params := chat(weather)
	function := shared.FunctionDefinitionParam{Name: "get_weather", Parameters: parameters}
	params.Tools = []openai.ChatCompletionToolUnionParam{openai.ChatCompletionFunctionTool(function)}
	first, err := client.Chat.Completions.New(ctx, params)
	if err != nil {
		return err
	}
	message := first.Choices[0].Message
	if len(message.ToolCalls) != 1 {
		return errors.New("no tool was called")
	}
	params.Messages = append(params.Messages, message.ToParam(), openai.ToolMessage("sunny", message.ToolCalls[0].ID))
	for turn := 0; turn < turns; turn++ {
		next, err := client.Chat.Completions.New(ctx, params)
		if err != nil {
			return err
		}
		if next.Choices[0].Message.Content == "" {
			return fmt.Errorf("turn %d has no words", turn)
		}
		params.Messages = append(params.Messages, next.Choices[0].Message.ToParam(), openai.UserMessage("And in Korean?"))
	}
	return nil
}

func checkResponses() {
	served("responses", "answer", func() error {
		answer, err := client.Responses.New(ctx, response(model, question))
		if err != nil {
			return err
		}
		return must(answer.OutputText() != "" && answer.Usage.TotalTokens > 0, "an answer without words or usage")
	})
	served("responses", "stream", func() error {
		stream := client.Responses.NewStreaming(ctx, response(model, question))
		deltas, last := 0, ""
		for stream.Next() {
			last = stream.Current().Type
			if last == "response.output_text.delta" {
				deltas++
			}
		}
		if stream.Err() != nil {
			return stream.Err()
		}
		return must(deltas > 1 && last == "response.completed", "a stream that did not come in pieces to its end: "+last)
	})
	served("responses", "tools", func() error { return takeResponseTurns(model, 1) })
	for _, name := range []string{model, reasoner} {
		served("responses", "turns", func() error { return takeResponseTurns(name, 3) })
	}
	refusals("responses", model, func(at where, model string, refused bool) error {
		other := clientAt(at)
		_, err := other.Responses.New(ctx, response(model, question), teleport(refused)...)
		return err
	})
}

func response(model, words string) responses.ResponseNewParams {
	return responses.ResponseNewParams{
		Model: model,
		Input: responses.ResponseNewParamsInputUnion{OfString: param.NewOpt(words)},
	}
}

// takeResponseTurns lets the server remember: each turn refers to the one before.
func takeResponseTurns(model string, turns int) error {
	params := response(model, weather)
	params.Tools = []responses.ToolUnionParam{responses.ToolParamOfFunction("get_weather", parameters, true)}
	before, err := client.Responses.New(ctx, params)
	if err != nil {
		return err
	}
	id := ""
	for _, item := range before.Output {
		if item.Type == "function_call" {
			id = item.CallID
		}
	}
	if id == "" {
		return errors.New("no tool was called")
	}
	output := responses.ResponseInputItemParamOfFunctionCallOutput("sunny")
	output.OfFunctionCallOutput.CallID = param.NewOpt(id)
	params.Input = responses.ResponseNewParamsInputUnion{OfInputItemList: responses.ResponseInputParam{output}}
	for turn := 0; turn < turns; turn++ {
		params.PreviousResponseID = param.NewOpt(before.ID)
		if before, err = client.Responses.New(ctx, params); err != nil {
			return err
		}
		if before.OutputText() == "" {
			return fmt.Errorf("turn %d has no words", turn)
		}
		params.Input = responses.ResponseNewParamsInputUnion{OfString: param.NewOpt("And in Korean?")}
	}
	return nil
}

func must(holds bool, otherwise string) error {
	if holds {
		return nil
	}
	return errors.New(otherwise)
}
