using System.Diagnostics;
using System.Text.Json;

namespace Edge.EndToEnd.Tests;

/// <summary>Checks messages against the schemas of docs/mqtt with Debian's python3-jsonschema.</summary>
internal static class MessageSchemas
{
    private const string Validator =
        """
        import json, os, sys
        from jsonschema import Draft202012Validator, FormatChecker
        folder = sys.argv[1]
        def schema(name):
            with open(os.path.join(folder, name + ".schema.json")) as file:
                read = json.load(file)
            Draft202012Validator.check_schema(read)
            return Draft202012Validator(read, format_checker=FormatChecker())
        bodies = {"results": "result", "audit": "audit", "events": "event", "metrics": "metrics"}
        seen = set()
        for topic, message in json.load(sys.stdin):
            kind = topic.split("/", 4)[4]
            seen.add(kind)
            if kind in bodies:
                schema("stream").validate(message)
                schema(bodies[kind]).validate(message["body"])
            else:
                schema(kind).validate(message)
        print(" ".join(sorted(seen)))
        """;

    /// <summary>Validates messages.</summary>
    /// <param name="messages">Topic and payload of each.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Kinds of topics that were among them, in order.</returns>
    public static async Task<string> ValidateAsync(IEnumerable<(string Topic, string Payload)> messages, CancellationToken cancellationToken)
    {
        using Process python = Tool.Start("/usr/bin/python3", "python3-jsonschema", ["-c", Validator, Path.Combine(Checkout.Root, "docs", "mqtt")]);
        string json = JsonSerializer.Serialize(messages.Select(message => new object[] { message.Topic, JsonDocument.Parse(message.Payload).RootElement }));
        await python.StandardInput.WriteAsync(json);
        python.StandardInput.Close();
        string output = await python.StandardOutput.ReadToEndAsync(cancellationToken);
        string errors = await python.StandardError.ReadToEndAsync(cancellationToken);
        await python.WaitForExitAsync(cancellationToken);
        Assert.True(python.ExitCode == 0, errors);
        return output.Trim();
    }
}
