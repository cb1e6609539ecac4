import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputText;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** The official Java client. Prints a line of JSON for each check: matrix.ts judges them. */
public final class Client {
  private static final String MODEL = "gpt-3.5-turbo";
  private static final String REASONER = "gpt-6-luna";
  private static final String QUESTION = "Say hello to the class in a few words.";
  private static final String WEATHER = "What is the weather in Seoul?";
  private static final Map<String, Object> CITY =
      Map.of(
          "type", "object",
          "properties", Map.of("city", Map.of("type", "string")),
          "required", List.of("city"),
          "additionalProperties", false);

  /** At which gateway and as whom a client is served. */
  private record Where(String key, String base) {}

  private interface Call {
    void make(OpenAIClient client, String model, boolean refused);
  }

  private static final Where HERE = new Where(env("OPENAI_API_KEY"), env("OPENAI_BASE_URL"));
  // As a student has it: only the environment says where.
  private static final OpenAIClient CLIENT = OpenAIOkHttpClient.fromEnv();

  public static void main(String[] args) {
    checkChat();
    checkResponses();
    // The client's pool of connections would keep the process for a minute.
    System.exit(0);
  }

  private static void checkChat() {
    served("chat", "answer", () -> {
      ChatCompletion answer = CLIENT.chat().completions().create(chat(MODEL, QUESTION).build());
      must(!wordsOf(answer).isEmpty() && answer.usage().get().totalTokens() > 0, "no words or no usage");
      return null;
    });
    served("chat", "stream", () -> {
      try (var stream = CLIENT.chat().completions().createStreaming(chat(MODEL, QUESTION).build())) {
        must(stream.stream().count() > 2, "it did not come in pieces");
      }
      return null;
    });
    served("chat", "tools", () -> takeChatTurns(1));
    served("chat", "turns", () -> takeChatTurns(3));
    refusals("chat", (client, model, refused) -> {
      var params = chat(model, QUESTION);
      if (refused) params.putAdditionalBodyProperty("teleport", JsonValue.from(true));
      client.chat().completions().create(params.build());
    });
  }

  private static ChatCompletionCreateParams.Builder chat(String model, String words) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage(words);
  }

  /** Asks for a tool, answers its call after the message as it came, and goes on. */
  private static Void takeChatTurns(int turns) {
    var parameters = FunctionParameters.builder();
    CITY.forEach((name, value) -> parameters.putAdditionalProperty(name, JsonValue.from(value)));
    var function = FunctionDefinition.builder().name("get_weather").parameters(parameters.build()).build();
    var params = chat(MODEL, WEATHER).addTool(ChatCompletionFunctionTool.builder().function(function).build());
    ChatCompletionMessage called = CLIENT.chat().completions().create(params.build()).choices().get(0).message();
    String id = called.toolCalls().orElseThrow().get(0).asFunction().id();
    params.addMessage(called);
    params.addMessage(ChatCompletionToolMessageParam.builder().toolCallId(id).content("sunny").build());
    for (int turn = 0; turn < turns; turn++) {
      ChatCompletion next = CLIENT.chat().completions().create(params.build());
      must(!wordsOf(next).isEmpty(), "a turn has no words");
      params.addMessage(next.choices().get(0).message()).addUserMessage("And in Korean?");
    }
    return null;
  }

  private static String wordsOf(ChatCompletion answer) {
    return answer.choices().get(0).message().content().orElse("");
  }

  private static void checkResponses() {
    served("responses", "answer", () -> {
      Response answer = CLIENT.responses().create(response(MODEL).input(QUESTION).build());
      must(!wordsOf(answer).isEmpty() && answer.usage().get().totalTokens() > 0, "no words or no usage");
      return null;
    });
    served("responses", "stream", () -> {
      try (var stream = CLIENT.responses().createStreaming(response(MODEL).input(QUESTION).build())) {
        var events = stream.stream().toList();
        must(events.stream().filter(event -> event.isOutputTextDelta()).count() > 1, "it did not come in pieces");
        must(events.get(events.size() - 1).isCompleted(), "it did not come to its end");
      }
      return null;
    });
    served("responses", "tools", () -> takeResponseTurns(MODEL, 1));
    served("responses", "turns", () -> takeResponseTurns(MODEL, 3));
    served("responses", "turns", () -> takeResponseTurns(REASONER, 3));
    refusals("responses", (client, model, refused) -> {
      var params = response(model).input(QUESTION);
      if (refused) params.putAdditionalBodyProperty("teleport", JsonValue.from(true));
      client.responses().create(params.build());
    });
  }

  private static ResponseCreateParams.Builder response(String model) {
    return ResponseCreateParams.builder().model(model);
  }

  /** Lets the server remember: each turn refers to the one before. */
  private static Void takeResponseTurns(String model, int turns) {
    var parameters = FunctionTool.Parameters.builder();
    CITY.forEach((name, value) -> parameters.putAdditionalProperty(name, JsonValue.from(value)));
    var tool = FunctionTool.builder().name("get_weather").parameters(parameters.build()).strict(true).build();
    Response before = CLIENT.responses().create(response(model).addTool(tool).input(WEATHER).build());
    String callId =
        before.output().stream().filter(item -> item.isFunctionCall()).findFirst().orElseThrow().asFunctionCall().callId();
    var output = ResponseInputItem.FunctionCallOutput.builder().callId(callId).output("sunny").build();
    var input = ResponseCreateParams.Input.ofResponse(List.of(ResponseInputItem.ofFunctionCallOutput(output)));
    for (int turn = 0; turn < turns; turn++) {
      var params = response(model).addTool(tool).previousResponseId(before.id()).input(input);
      before = CLIENT.responses().create(params.build());
      must(!wordsOf(before).isEmpty(), "a turn has no words");
      input = ResponseCreateParams.Input.ofText("And in Korean?");
    }
    return null;
  }

  private static String wordsOf(Response answer) {
    return String.join(
        "",
        answer.output().stream()
            .flatMap(item -> item.message().stream())
            .flatMap(message -> message.content().stream())
            .flatMap(part -> part.outputText().stream())
            .map(ResponseOutputText::text)
            .toList());
  }

  private static void served(String endpoint, String cell, Callable<Void> check) {
    long started = System.nanoTime();
    try {
      check.call();
      say("{\"endpoint\":%s,\"cell\":%s,\"ok\":true,\"ms\":%d}", quoted(endpoint), quoted(cell), since(started));
    } catch (Exception error) {
      say("{\"endpoint\":%s,\"cell\":%s,\"ok\":false,\"note\":%s}", quoted(endpoint), quoted(cell), quoted(error.toString()));
    }
  }

  private static void refusals(String endpoint, Call call) {
    String base = HERE.base();
    refused(endpoint, "wrong token", new Where("sk-not-one-of-ours", base), MODEL, false, call);
    refused(endpoint, "other model", HERE, "gpt-4o", false, call);
    refused(endpoint, "budget spent", new Where(env("BROKE_API_KEY"), base), MODEL, false, call);
    refused(endpoint, "refused parameter", HERE, MODEL, true, call);
    refused(endpoint, "rate limited", new Where(env("BUSY_API_KEY"), env("SLOW_BASE_URL")), MODEL, false, call);
    refused(endpoint, "unknown address", new Where(HERE.key(), base + "/nowhere"), MODEL, false, call);
    refused(endpoint, "provider down", new Where(env("DOWN_API_KEY"), env("DOWN_BASE_URL")), MODEL, false, call);
  }

  private static void refused(String endpoint, String cell, Where at, String model, boolean refused, Call call) {
    OpenAIClient client = OpenAIOkHttpClient.builder().apiKey(at.key()).baseUrl(at.base()).build();
    int before = requestsSent();
    long started = System.nanoTime();
    String raised = "null";
    try {
      call.make(client, model, refused);
    } catch (OpenAIServiceException error) {
      raised = raised(error.getClass(), String.valueOf(error.statusCode()), error.code().orElse(null), error.getMessage());
    } catch (RuntimeException error) {
      raised = raised(error.getClass(), "null", null, error.toString());
    }
    long ms = since(started);
    say(
        "{\"endpoint\":%s,\"cell\":%s,\"raised\":%s,\"sent\":%d,\"ms\":%d}",
        quoted(endpoint), quoted(cell), raised, requestsSent() - before, ms);
  }

  private static String raised(Class<?> kind, String status, String code, String message) {
    return "{\"name\":%s,\"status\":%s,\"code\":%s,\"message\":%s}"
        .formatted(quoted(kind.getSimpleName()), status, code == null ? "null" : quoted(code), quoted(message));
  }

  private static int requestsSent() {
    try {
      var request = HttpRequest.newBuilder(URI.create(env("COUNT_URL"))).build();
      return Integer.parseInt(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body().trim());
    } catch (Exception error) {
      throw new IllegalStateException(error);
    }
  }

  private static String env(String name) {
    return System.getenv(name);
  }

  private static long since(long started) {
    return (System.nanoTime() - started) / 1_000_000;
  }

  private static void must(boolean holds, String otherwise) {
    if (!holds) throw new IllegalStateException(otherwise);
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (char letter : text.toCharArray()) {
      if (letter < ' ' || letter == '"' || letter == '\\') quoted.append("\\u%04x".formatted((int) letter));
      else quoted.append(letter);
    }
    return quoted.append('"').toString();
  }

  private static void say(String format, Object... values) {
    System.out.println(format.formatted(values));
  }
}
